"""What is due from members about transfers, and what became of theirs, for the dashboard."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from ponte.core import due
from ponte.core.due import Due, Sent
from ponte.transfers.models import ContactRequest, Sheet, TeamMember, Transfer

State = Transfer.State


@due.register
def answers_due(member) -> list[Due]:
    """Transfers that take answers, of one's team or practices, and have none of `member`."""
    sent = Sheet.objects.sent().filter(transfer=OuterRef("pk"), assessor=member)
    taking = Transfer.objects.filter(~Exists(sent), state=State.CONSIDERED)
    mine = taking.run_by(member) | taking.from_practices_of(member)
    return [
        Due(
            label=_("Assess “%(title)s” for %(region)s")
            % {"title": transfer.practice.title, "region": transfer.region.label},
            url=reverse("transfers:assessment", args=[transfer.pk]),
            kind=_("Transfer"),
            due_on=transfer.answers_by,
        )
        for transfer in mine.distinct().for_lists()
    ]


@due.register
def invitations_due(member) -> list[Due]:
    """Teams that wait to hear whether `member` joins."""
    waiting = TeamMember.objects.filter(member=member, joined_at=None)
    return [
        Due(
            label=_("Join the team for “%(title)s”?") % {"title": invited.transfer.practice.title},
            url=invited.transfer.get_absolute_url(),
            kind=_("Transfer"),
        )
        for invited in waiting.select_related("transfer__practice")
    ]


@due.register
def talks_due(member) -> list[Due]:
    """Requests for a talk that `member` has not answered."""
    waiting = ContactRequest.objects.open().filter(contacted=member)
    return [
        Due(
            label=_("%(name)s asks for a talk about “%(title)s”")
            % {"name": request.asked_by, "title": request.transfer.practice.title},
            url=request.get_absolute_url(),
            kind=_("Contact"),
        )
        for request in waiting.select_related("asked_by", "transfer__practice")
    ]


@due.register_sent
def transfers_run(member) -> list[Sent]:
    """What became of the transfers of `member`'s teams."""
    return [
        Sent(
            label=_("“%(title)s” for %(region)s")
            % {"title": transfer.practice.title, "region": transfer.region.label},
            url=transfer.get_absolute_url(),
            state_label=transfer.get_state_display(),
            changed_at=transfer.updated_at,
            waiting_for=waiting_for(transfer),
        )
        for transfer in Transfer.objects.run_by(member).for_lists()
    ]


def waiting_for(transfer: Transfer) -> str:
    """Whose turn it is; empty when nobody's."""
    return {
        State.CONSIDERED: _("answers of the team"),
        State.ASSESSED: _("the team, which decides whether to plan it"),
        State.PLANNED: _("the team, which begins"),
        State.ADOPTING: _("the team, which reports what came of it"),
    }.get(State(transfer.state), "")
