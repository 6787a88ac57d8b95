"""What happens by itself: after a validation, and every night. Imported when the site starts."""

from django.dispatch import receiver
from django.utils import timezone

from ponte.core import nightly
from ponte.practices.judging import actions, due, freshness, keeping, telling
from ponte.practices.models import Practice
from ponte.practices.states import Event, moved

__all__ = ["due", "keeping", "telling"]


@receiver(moved, sender=Practice, dispatch_uid="fresh-when-validated")
def freshen(practice, event, **_signal):
    """What an expert has just validated is fresh; of a new version the one that is live."""
    if event == Event.VALIDATE:
        live = practice.revision_of_id or practice.pk
        Practice.objects.filter(pk=live).update(
            review_by=freshness.next_review(timezone.localdate()), confirmed_at=timezone.now()
        )
        practice.refresh_from_db(fields=["review_by", "confirmed_at"])


@nightly.register("freshness")
def keep_fresh() -> str:
    """Give dates, ask, and let search and grades follow the calendar."""
    dated = actions.give_dates()
    told = actions.ask_whether_valid()
    stale = actions.mark_stale()
    regraded = keeping.regrade(
        Practice.objects.exclude(graded=0, worked_in=0, partly_worked_in=0, failed_in=0)
    )
    return (
        f"{dated} practices dated, {told} members asked, {stale} old practices noted, "
        f"{regraded} grades changed."
    )
