"""Reminders to those whose scores are missing: before the day, after it, and each week."""

from datetime import timedelta

from django.utils import timezone

from ponte.core import nightly
from ponte.selection import notices
from ponte.selection.models import Round
from ponte.selection.results import results_of

BEFORE = 3
EVERY = 7


@nightly.register("selections")
def remind() -> str:
    """Remind once in the last days, on the day after and each week from then."""
    today = timezone.localdate()
    soon = Round.objects.open().filter(deadline__lte=today + timedelta(days=BEFORE))
    told = 0
    for round in soon.select_related("project", "rubric"):
        owing = [each.member for each in results_of(round).missing]
        told += len(notices.ask(round, owing, key=reminder_key(round.deadline, today)))
    return f"{told} reminders of scores sent."


def reminder_key(deadline, today) -> str:
    """The same for the same reminder, so that it is sent once."""
    late = (today - deadline).days
    return f"{deadline}-{(late - 1) // EVERY if late > 0 else 'before'}"
