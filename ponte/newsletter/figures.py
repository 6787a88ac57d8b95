"""What became of an issue, counted from its rows: nobody's reading is watched."""

from dataclasses import dataclass

from django.db.models import Count, Q

from ponte.newsletter.models import Delivery, Issue

State = Delivery.State


@dataclass(frozen=True)
class Figures:
    """How many recipients there were and what became of the mails."""

    recipients: int
    waiting: int
    sent: int
    handed: int
    failed: int
    bounced: int
    gone: int
    left: int
    complained: int


def figures_of(issue: Issue) -> Figures:
    """In one query."""
    states = {state.value: Count("pk", filter=Q(state=state)) for state in State}
    return Figures(
        **issue.deliveries.aggregate(
            recipients=Count("pk"),
            **states,
            left=Count("pk", filter=Q(left=True)),
            complained=Count("pk", filter=Q(complained=True)),
        )
    )
