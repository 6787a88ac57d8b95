"""An answer in sentences that records say."""

import pytest

from ponte import search
from ponte.search import SearchQuery, answering
from ponte.search.answering import Answer, answer
from ponte.search.encoders import encoder
from ponte.search.models import Sentences, Vector
from ponte.search.vectors.embedding import embed_batch, embed_sentences
from tests.factories.practices import make_practice
from tests.search.test_hybrid import FILLERS

QUESTION = "How do harbours reduce their noise?"
SAID = "Ports that agree on quiet hours reduce noise by a third."


@pytest.fixture
def harbours(db, backend, words_encoder, indexed, monkeypatch):
    """A practice about quiet harbours, in two sentences of which one answers, and others."""
    monkeypatch.setitem(answering.ANSWERS, "words", 0.3)
    practice = make_practice(
        title="Quiet harbours",
        short_summary=f"{SAID} Sailors sleep better on Sunday mornings now.",
        detailed_information="It began with six towns in 2019, far from here.",
    )
    for title in FILLERS:
        make_practice(title=title)
    indexed()
    embed()
    return practice


def embed():
    while embed_batch(encoder()) or embed_sentences(encoder()):
        pass


def asked(text=QUESTION, among=("practice",), **fields):
    return answer(SearchQuery(text, **fields), among)


def test_answer_is_what_a_record_says_word_for_word(harbours):
    first = asked().passages[0]

    assert first.text == SAID
    assert (first.title, first.lang) == ("Quiet harbours", "en")


def test_answer_leads_to_the_very_words(harbours):
    url = asked().passages[0].url

    assert url.startswith(f"{harbours.get_absolute_url()}#:~:text=Ports%20that%20agree")


def test_nothing_answers_what_no_record_is_about(harbours):
    assert asked("Zebras xylophones quasars volcanoes") == Answer()


@pytest.mark.parametrize("text", ["", "harbours", "noise of the harbours", "the and of with"])
def test_a_few_words_are_no_question(harbours, text):
    assert asked(text) is None


def test_records_without_a_whole_sentence_are_passed_over(harbours, indexed):
    for number in range(3):
        make_practice(
            title=f"Harbours reduce noise {number}",
            short_summary="Harbours",
            detailed_information="Noise",
        )
    indexed()
    embed()

    found = [hit.title for hit in search.query(SearchQuery(QUESTION, limit=3)).hits]
    assert Sentences.objects.filter(values=b"").exists()
    assert {title[:-1] for title in found} & {"Harbours reduce noise "}
    assert asked() is not None


def test_filters_hold_for_the_answer(harbours):
    assert asked(filters={"country": ["XX"]}) == Answer()


def test_without_an_encoder_there_is_no_answer(harbours, use_encoder):
    use_encoder("none")

    assert asked() is None


def test_with_an_encoder_never_measured_there_is_no_answer(harbours, monkeypatch):
    monkeypatch.delitem(answering.ANSWERS, "words")

    assert asked() is None


def test_no_sentence_outlives_the_text_it_stood_in(harbours, indexed):
    harbours.short_summary = "Ports have changed. Their noise is what it was in harbours before."
    harbours.save()
    changed_only = asked()
    indexed()
    embed()

    assert SAID not in [each.text for each in changed_only.passages]
    assert [each.text for each in asked().passages] == [
        "Their noise is what it was in harbours before."
    ]


def test_sentences_go_with_their_record(harbours, indexed):
    assert Sentences.objects.filter(vector__object_id=harbours.pk).exists()

    harbours.delete()
    indexed()

    assert not Vector.objects.filter(object_id=harbours.pk).exists()
    assert not Sentences.objects.filter(vector__object_id=harbours.pk).exists()


def test_an_answer_takes_the_same_questions_to_the_database_whatever_it_says(
    harbours, django_assert_num_queries
):
    asked()

    with django_assert_num_queries(4):
        asked()
