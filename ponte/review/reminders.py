"""Reminders before and after a review is due; only to the expert who is to score it."""

from datetime import timedelta

from django.utils import timezone

from ponte.core import nightly
from ponte.review import actions, notices
from ponte.review.models import Assignment, ReviewSettings

EVERY = 7


@nightly.register("reviews")
def remind() -> str:
    """Remind once before the due date, on the day after it and each week from then."""
    opened = actions.open_missing()
    today = timezone.localdate()
    soon = today + timedelta(days=ReviewSettings.load().remind_days)
    assignments = Assignment.objects.open().filter(due__lte=soon)
    told = [
        notices.remind(assignment, key=reminder_key(assignment.due, today))
        for assignment in assignments.select_related("review__practice", "expert")
    ]
    return f"{opened} reviews opened, {sum(told)} reminders sent."


def reminder_key(due, today) -> str:
    """The same for the same reminder, so that it is sent once."""
    late = (today - due).days
    return f"{due}-{(late - 1) // EVERY if late > 0 else 'before'}"
