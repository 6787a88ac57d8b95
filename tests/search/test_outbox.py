from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from ponte import search
from ponte.search import Health, SearchQuery
from ponte.search.models import OutboxEntry
from ponte.topics.models import Topic
from tests.factories.practices import make_practice


@pytest.fixture
def quiet(db):
    """Nothing waits."""
    OutboxEntry.objects.all().delete()


def waiting():
    return sorted(OutboxEntry.objects.values_list("kind", "object_id"))


def test_save_and_deletion_are_noted(quiet):
    practice = make_practice()
    number = practice.pk

    assert set(waiting()) == {("practice", number)}

    OutboxEntry.objects.all().delete()
    practice.delete()

    assert set(waiting()) == {("practice", number)}


def test_change_of_relations_is_noted_from_both_sides(quiet):
    practice, topic = make_practice(), Topic.objects.first()
    OutboxEntry.objects.all().delete()

    practice.topics.add(topic)
    assert waiting() == [("practice", practice.pk)]

    topic.practices.remove(practice)
    assert waiting() == [("practice", practice.pk)] * 2


def test_clearing_relations_from_the_other_side_is_noted(quiet):
    topic = Topic.objects.first()
    practice = make_practice(topics=[topic])
    OutboxEntry.objects.all().delete()

    topic.practices.clear()

    assert waiting() == [("practice", practice.pk)]


def test_change_undone_leaves_no_entry(quiet):
    with transaction.atomic():
        make_practice()
        transaction.set_rollback(True)

    assert waiting() == []


def test_only_searchable_objects_are_noted(quiet):
    search.index([Group(pk=5), Topic(pk=7)])
    search.delete("practice", [3])

    assert waiting() == [("practice", 3), ("topic", 7)]


def test_drained_entries_are_gone_and_found(indexed, quiet):
    practice = make_practice(title="Second chance")
    make_practice(title="Second draft", slug="draft", state="draft", published_at=None)

    done = indexed()

    assert done >= 2
    assert waiting() == []
    assert [hit.object_id for hit in search.query(SearchQuery("second")).hits] == [practice.pk]

    practice.delete()
    indexed()

    assert search.query(SearchQuery("second")).total == 0


def test_entry_of_an_unknown_kind_is_passed_over(indexed, quiet):
    search.index(kind="gone", object_ids=[1])

    assert (indexed(), waiting()) == (1, [])


def test_health_counts_what_waits(quiet):
    make_practice()
    number = OutboxEntry.objects.count()

    assert search.health() == Health(ok=True, documents=0, waiting=number)


def test_health_tells_when_nobody_takes_the_changes_on(quiet):
    search.index(kind="practice", object_ids=[1])
    OutboxEntry.objects.update(created_at=timezone.now() - timedelta(minutes=5))

    health = search.health()

    assert (health.ok, health.waiting) == (True, 1)
    assert health.detail == "Changes wait for longer than a minute. Does the indexer run?"
