"""What is due from members about improvements, and what became of theirs, for the dashboard."""

from django.db.models import F
from django.utils.translation import gettext as _

from ponte.community.rules import is_secretariat
from ponte.core import due
from ponte.core.due import Due, Sent
from ponte.impact.models import Claim

State = Claim.State


@due.register
def claims_due(member) -> list[Due]:
    """What waits for `member`: to be attested, decided, or answered."""
    returned = Claim.objects.filter(claimed_by=member, state=State.RETURNED)
    mine = Claim.objects.filter(
        attestor=member,
        state=State.SENT,
        instrument__responsible_authority=F("attestor__organisation"),
    )
    waiting = returned | mine
    if is_secretariat.test(member):
        waiting |= Claim.objects.filter(state=State.ATTESTED).exclude(claimed_by=member)
    labels = {
        State.RETURNED: _("Answer about “%(title)s”"),
        State.SENT: _("Attest “%(title)s”"),
        State.ATTESTED: _("Decide on “%(title)s”"),
    }
    return [
        Due(
            label=labels[State(claim.state)] % {"title": claim.title},
            url=claim.get_absolute_url(),
            kind=_("Improvement"),
        )
        for claim in waiting.distinct()
    ]


@due.register_sent
def claims_made(member) -> list[Sent]:
    """What became of the claims of `member`."""
    return [
        Sent(
            label=claim.title,
            url=claim.get_absolute_url(),
            state_label=claim.get_state_display(),
            changed_at=claim.updated_at,
            waiting_for=waiting_for(claim),
        )
        for claim in Claim.objects.filter(claimed_by=member)
    ]


def waiting_for(claim: Claim) -> str:
    """Whose turn it is; empty when nobody's."""
    return {
        State.DRAFT: _("you, who hands it in"),
        State.SENT: _("the responsible authority"),
        State.ATTESTED: _("the secretariat"),
        State.RETURNED: _("you, who answers"),
    }.get(State(claim.state), "")
