"""The log of what was done is only ever added to, whoever tries."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from ponte import activity
from ponte.activity.models import Entry
from ponte.community.models import Member
from tests.factories.practices import make_practice


def make_entry(**fields):
    target = fields.pop("target", None) or make_practice()
    return activity.record(**{"actor": None, "verb": "mend", "target": target} | fields)


@pytest.mark.django_db
def test_an_entry_names_who_what_when_and_from_which_state():
    member = Member.objects.create_user("ann@example.org", first_name="Ann")
    practice = make_practice()

    entry = activity.record(
        actor=member,
        verb="mend",
        target=practice,
        from_state="broken",
        to_state="whole",
        detail={"with": "glue"},
    )

    entry.refresh_from_db()
    assert (entry.actor, entry.verb) == (member, "mend")
    assert (entry.kind, entry.object_id) == ("practices.practice", str(practice.pk))
    assert (entry.from_state, entry.to_state) == ("broken", "whole")
    assert entry.detail == {"with": "glue"}
    assert entry.at.tzinfo is not None


@pytest.mark.django_db
def test_entries_about_a_record_come_newest_first_and_no_others():
    practice, other = make_practice(), make_practice(slug="other")
    first = make_entry(target=practice)
    make_entry(target=other)
    last = make_entry(target=practice)

    assert list(Entry.objects.about(practice)) == [last, first]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tamper",
    [
        lambda: Entry.objects.update(verb="nothing"),
        lambda: Entry.objects.get().delete(),
        lambda: Entry.objects.all().delete(),
        lambda: Entry.objects.bulk_update([Entry(pk=Entry.objects.get().pk, verb="x")], ["verb"]),
        lambda: connection.cursor().execute("DELETE FROM activity_entry"),
        lambda: connection.cursor().execute("UPDATE activity_entry SET from_state = ''"),
    ],
    ids=["update", "delete", "delete all", "bulk update", "sql delete", "sql update"],
)
def test_the_database_refuses_to_change_an_entry(tamper):
    make_entry(from_state="draft")

    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
        tamper()

    assert [(e.verb, e.from_state) for e in Entry.objects.all()] == [("mend", "draft")]


@pytest.mark.django_db
def test_saving_an_entry_again_is_refused():
    entry = make_entry()
    entry.at = datetime(2020, 1, 1, tzinfo=UTC)

    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
        entry.save()


@pytest.mark.django_db
def test_a_member_with_entries_is_not_deleted():
    member = Member.objects.create_user("ann@example.org")
    make_entry(actor=member)

    with pytest.raises(ProtectedError):
        member.delete()


@pytest.mark.django_db
def test_entries_outlive_the_record_they_are_about():
    practice = make_practice()
    make_entry(target=practice)

    practice.delete()

    assert [entry.verb for entry in Entry.objects.all()] == ["mend"]


@pytest.mark.django_db(transaction=True)
def test_a_database_can_be_emptied_and_the_log_is_closed_again():
    make_entry()

    call_command("flush", interactive=False, verbosity=0)

    assert Entry.objects.count() == 0
    make_entry()
    with pytest.raises(IntegrityError, match="only added to"):
        Entry.objects.all().delete()
