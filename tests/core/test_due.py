from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from ponte.core import due
from ponte.core.due import Due, Sent


@pytest.fixture(autouse=True)
def _own_providers(monkeypatch):
    monkeypatch.setattr(due, "due_providers", [])
    monkeypatch.setattr(due, "sent_providers", [])


def make_due(label, day=None):
    return Due(label=label, url="/", due_on=day)


def make_sent(label, day):
    return Sent(label=label, url="/", state_label="", changed_at=datetime(2026, 3, day, tzinfo=UTC))


def test_the_nearest_date_comes_first_and_what_has_none_last():
    due.register(lambda member: [make_due("Someday"), make_due("March", date(2026, 3, 1))])
    due.register(lambda member: [make_due("January", date(2026, 1, 1))])

    assert [entry.label for entry in due.due_from("Marta")] == ["January", "March", "Someday"]


def test_a_provider_registered_twice_is_asked_once():
    def provider(member):
        return [make_due(f"For {member}")]

    due.register(provider)
    due.register(provider)

    assert [entry.label for entry in due.due_from("Marta")] == ["For Marta"]


def test_the_latest_change_comes_first():
    due.register_sent(lambda member: [make_sent("Old", 1), make_sent("New", 9)])
    due.register_sent(lambda member: [make_sent("Between", 5)])

    assert [entry.label for entry in due.sent_by("Marta")] == ["New", "Between", "Old"]


@pytest.mark.parametrize(
    ("days", "left", "late"), [(3, 3, 0), (0, 0, 0), (-2, -2, 2)], ids=["ahead", "today", "past"]
)
def test_days_are_counted_from_today(days, left, late):
    entry = make_due("Task", timezone.localdate() + timedelta(days=days))

    assert (entry.days_left, entry.days_late) == (left, late)


def test_without_a_date_nothing_is_late():
    entry = make_due("Task")

    assert (entry.days_left, entry.days_late) == (None, 0)
