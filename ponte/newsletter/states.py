"""The life of an issue: one table, and the one door through it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ponte import activity
from ponte.core.states import IllegalMove
from ponte.newsletter.models import Issue

State = Issue.State
FLOW = {
    State.DRAFT: (State.SCHEDULED,),
    State.SCHEDULED: (State.DRAFT, State.SENDING),
    State.SENDING: (State.SENT,),
}
MOVED_ON = _("This newsletter has moved on meanwhile: look at the page again.")


def move(issue: Issue, to: str, *, by=None, **times) -> Issue:
    """Bring an issue to the state `to`, set `times` and return it; within a transaction.

    `by` is None where it happens by itself. Raises IllegalMove.
    """
    was = Issue.objects.select_for_update().get(pk=issue.pk).state
    if to not in FLOW.get(was, ()):
        raise IllegalMove(MOVED_ON, "state")
    # The plain query set: the model's own refuses to change a state.
    models.QuerySet(Issue).filter(pk=issue.pk).update(state=to, **times)
    activity.record(actor=by, verb="move", target=issue, from_state=was, to_state=to)
    return Issue.objects.get(pk=issue.pk)
