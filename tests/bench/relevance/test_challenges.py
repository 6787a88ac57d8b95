"""Our own judged set: the challenges that come with Ponte."""

from collections import Counter, defaultdict

import pytest

from ponte.bench.relevance import challenges
from ponte.search.analysis import forms, is_stopword, words


@pytest.fixture(scope="module")
def shipped():
    return challenges.load()


def telling(text, lang):
    found = [word for word in words(text) if len(word) > 2 and not is_stopword(word, [lang])]
    return {form for word in found for form in forms(word, [lang])}


def test_each_challenge_is_there_in_ten_languages_in_words_of_its_own(shipped):
    texts = defaultdict(dict)
    for query in shipped.queries:
        texts[query.need][query.lang] = query.text

    assert len(texts) == 60
    assert {tuple(each) for each in texts.values()} == {
        ("bg", "de", "el", "en", "es", "fi", "fr", "it", "pl", "pt")
    }
    assert len({query.text for query in shipped.queries}) == 600


def test_ten_challenges_have_no_answer_and_every_practice_answers_one(shipped):
    answerable = {query.need for query in shipped.queries if shipped.has_answer(query)}
    answering = Counter(
        name
        for need in answerable
        for name, grade in shipped.judgements[need].items()
        if grade >= 2
    )

    assert len(answerable) == 50
    assert set(answering) == set(shipped.documents)


def test_no_challenge_uses_a_word_of_the_title_of_an_answer(shipped):
    shared = [
        (query.id, name)
        for query in shipped.queries
        for name, grade in shipped.grades(query).items()
        if grade >= 2
        if telling(query.text, query.lang) & telling(shipped.documents[name].title, "en")
    ]

    assert shared == []


def test_a_document_has_what_search_reads_of_a_practice(shipped):
    found = shipped.documents["helpempresa-service"]

    assert (found.lang, found.title) == ("en", "HelpEmpresa service")
    assert found.summary.startswith("An early warning service in Catalonia")
    assert "insolvency prevention" in found.keywords
    assert found.body.startswith("Many owners notice too late")
    assert found.body.endswith("Cecot\n\nTerrassa")


def test_only_published_practices_are_documents(shipped):
    assert "repair-voucher" in shipped.documents
    assert "night-bus" not in shipped.documents
