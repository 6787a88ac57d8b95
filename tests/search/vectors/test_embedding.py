"""Vectors are made a few at a time."""

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from ponte.search.models import Vector
from ponte.search.vectors import embedding
from ponte.search.vectors.generation import generation
from tests.factories.practices import make_practice
from tests.search.encoders.words import Broken, Words

pytestmark = pytest.mark.django_db


class Other(Words):
    name = "words@2"


@pytest.fixture
def harbours(words_encoder, indexed):
    """Ten practices that wait for their vectors, and nothing else."""
    made = [make_practice(title=f"Harbour {number}", slug=f"h{number}") for number in range(10)]
    indexed()
    Vector.objects.exclude(kind="practice").delete()
    return made


def test_a_batch_is_kept_and_the_next_goes_on_from_there(harbours, monkeypatch):
    monkeypatch.setattr(embedding, "BATCH", 8)

    assert embedding.waiting() == 10
    assert embedding.embed_batch(Words()) == 8
    assert embedding.waiting() == 2
    assert embedding.embed_batch(Words()) == 2
    assert embedding.embed_batch(Words()) == 0


def test_a_vector_is_that_of_title_summary_and_text(harbours):
    while embedding.embed_batch(Words()):
        pass

    row = Vector.objects.get(object_id=harbours[3].pk)
    vector = np.frombuffer(row.values, "<f4")
    like_title = vector @ Words().encode(["Harbour 3"], query=True)[0]

    assert row.encoder == "words@1"
    assert np.linalg.norm(vector) == pytest.approx(1)
    assert like_title > vector @ Words().encode(["nothing alike"], query=True)[0]


def test_every_process_is_told(harbours, django_capture_on_commit_callbacks):
    before = generation()

    with django_capture_on_commit_callbacks(execute=True):
        embedding.embed_batch(Words())

    assert generation() != before


def test_records_gone_in_the_meantime_are_passed_over(harbours):
    type(harbours[0]).objects.filter(pk__in=[harbours[0].pk, harbours[1].pk]).delete()

    while embedding.embed_batch(Words()):
        pass

    assert Vector.objects.filter(encoder="words@1").count() == 8
    assert embedding.waiting() == 0


def test_another_encoder_begins_anew(harbours):
    while embedding.embed_batch(Words()):
        pass

    embedding.drop_others(Words())
    assert embedding.waiting() == 0

    embedding.drop_others(Other())
    assert embedding.waiting() == 10


def test_a_text_that_changes_while_it_is_encoded_stays_to_be_done(harbours):
    class Meddling(Words):
        def encode(self, texts, *, query):
            Vector.objects.filter(object_id=harbours[0].pk).update(digest="changed")
            return super().encode(texts, query=query)

    embedding.embed_batch(Meddling())

    assert Vector.objects.get(object_id=harbours[0].pk).encoder == ""


def test_an_encoder_that_fails_loses_nothing(harbours):
    embedding.embed_batch(Words())

    with pytest.raises(Exception, match="not there today"):
        embedding.embed_batch(Broken())

    assert embedding.waiting() == 2


def test_command_makes_what_is_missing(harbours, capsys):
    call_command("embed")
    assert capsys.readouterr().out == f"Vectors made: {Vector.objects.count()}.\n"
    assert embedding.waiting() == 0

    call_command("embed")
    assert capsys.readouterr().out == "Vectors made: 0.\n"


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ("none", "by words alone"),
        ("no.such.Encoder", "names no encoder: no.such.Encoder"),
        ("tests.search.encoders.words.Broken", "not there today"),
    ],
)
def test_command_says_why_it_cannot(harbours, use_encoder, chosen, message):
    use_encoder(chosen)

    with pytest.raises(CommandError, match=message):
        call_command("embed")


def until_nothing_waits():
    """A `stopped` that ends as soon as all is made."""
    return lambda: not (embedding.waiting() or embedding.waiting_for_sentences())


def test_in_the_background_everything_is_made(harbours):
    embedding.run(until_nothing_waits())

    assert Vector.objects.filter(encoder="words@1", has_sentences=True).count() == 10


def test_in_the_background_what_another_encoder_made_is_made_anew(harbours, use_encoder):
    embedding.run(until_nothing_waits())
    Vector.objects.update(encoder="older@1")

    embedding.run(iter([False, False, False, True, True, True]).__next__)

    assert not Vector.objects.filter(encoder="older@1").exists()


def test_in_the_background_trouble_is_waited_out(harbours, use_encoder, caplog, monkeypatch):
    monkeypatch.setattr(embedding, "PATIENCE", 0)
    use_encoder("tests.search.encoders.words.Broken")

    embedding.run(iter([False, False, True, True]).__next__)

    assert "Search by meaning waits: It is not there today." in caplog.text
    assert embedding.waiting() == 10


def test_without_an_encoder_nothing_is_done(harbours, use_encoder):
    use_encoder("none")

    embedding.run(lambda: False)

    assert embedding.waiting() == 10
