"""What follows in transfers when somebody leaves, and every night. Imported at the start."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from ponte.core import nightly
from ponte.core.personal import erasing
from ponte.practices.judging.actions import AlreadyReported, reporting
from ponte.transfers import actions, states
from ponte.transfers.models import Transfer


@receiver(erasing, dispatch_uid="leave-transfers")
def leave_transfers(member, **_signal):
    """A transfer whose last team member goes is stopped: nobody else may run it."""
    for transfer in Transfer.objects.open().run_by(member):
        others = transfer.team.filter(joined_at__isnull=False).exclude(member=member)
        if not others.exists():
            states.abandon(transfer, reason=_("The last member of the team closed the account."))


@receiver(reporting, dispatch_uid="reported-by-the-team")
def report_once(adoption, **_signal):
    """Nobody of a team reports anew what the end of its transfer has reported."""
    ended = Transfer.objects.run_by(adoption.reporter).filter(
        practice=adoption.practice_id, region=adoption.region_id, adoption__isnull=False
    )
    if transfer := ended.select_related("adoption").first():
        raise AlreadyReported(transfer.adoption)


@nightly.register("contact-requests")
def lapse_requests() -> str:
    return f"{actions.lapse_requests()} contact requests lapsed."
