"""Rows of vectors follow the index."""

import pytest

from ponte.search.indexer import drain, rebuild
from ponte.search.models import Vector
from ponte.search.registry import kinds
from ponte.search.vectors import embedding, keeping
from ponte.search.vectors.generation import generation
from tests.factories.practices import make_practice
from tests.search.encoders.words import Words

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(words_encoder, indexed):
    """One practice, indexed, with its vector."""
    practice = make_practice(title="Quiet harbours")
    indexed()
    while embedding.embed_batch(Words()):
        pass
    return practice


def row():
    return Vector.objects.get(kind="practice")


def test_a_saved_record_waits_for_its_vector(words_encoder, indexed):
    practice = make_practice(title="Quiet harbours")

    indexed()

    assert (row().object_id, row().encoder, bytes(row().values)) == (practice.pk, "", b"")
    assert row().facets["kind"] == ["practice"]
    assert row().facets["lang"] == [practice.language]


def test_a_text_that_changed_loses_its_vector(practice, indexed):
    assert row().encoder == "words@1"

    practice.title = "Loud harbours"
    practice.save()
    indexed()

    assert (row().encoder, bytes(row().values)) == ("", b"")


def test_other_changes_keep_the_vector_and_tell_every_process(
    practice, indexed, django_capture_on_commit_callbacks
):
    before, values = generation(), bytes(row().values)

    practice.start_year = 2011
    practice.save()
    with django_capture_on_commit_callbacks(execute=True):
        indexed()

    assert row().facets["year"] == ["2011"]
    assert bytes(row().values) == values
    assert generation() != before


def test_nothing_is_written_when_nothing_changed(
    practice, indexed, django_capture_on_commit_callbacks
):
    before, revision = generation(), row().revision

    practice.save()
    with django_capture_on_commit_callbacks(execute=True):
        indexed()

    assert (generation(), row().revision) == (before, revision)


def test_a_record_that_may_not_be_found_loses_its_row(practice, indexed):
    practice.delete()
    indexed()

    assert not Vector.objects.filter(kind="practice").exists()


def test_kinds_without_meaning_have_no_rows(practice):
    assert not Vector.objects.exclude(kind__in=["practice", "project", "topic"]).exists()
    assert kinds["region"].has_meaning is False


def test_rebuilding_brings_rows_in_step(practice):
    Vector.objects.create(kind="practice", object_id=999, digest="-", revision=1)
    Vector.objects.filter(object_id=practice.pk).update(facets={})

    rebuild()

    assert row().object_id == practice.pk
    assert row().facets["kind"] == ["practice"]
    assert row().encoder == "words@1"


def test_complete_makes_rows_for_records_from_before_there_were_any(practice):
    Vector.objects.all().delete()

    keeping.complete()

    assert row().object_id == practice.pk
    assert Vector.objects.filter(kind="topic").exists()


def test_complete_removes_rows_too_many(practice):
    Vector.objects.create(kind="practice", object_id=999, digest="-", revision=1)

    keeping.complete()

    assert row().object_id == practice.pk


def test_draining_twice_does_no_harm(practice):
    drain()

    assert drain() == 0
