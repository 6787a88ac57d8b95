from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ponte import activity
from ponte.community.models import Member
from ponte.transfers import notices
from ponte.transfers.acquaintance import obstacle
from ponte.transfers.models import ContactRequest, Transfer, TransferSettings

State = ContactRequest.State


class NotToBeAsked(ValidationError):
    """Why somebody cannot be asked for a talk; the words name no reason of a person's own."""


@transaction.atomic
def ask_for_talk(
    *, transfer: Transfer, member: Member, by: Member, note: str = ""
) -> ContactRequest:
    """Ask `member` to talk with `by`. Raises NotToBeAsked and ValidationError."""
    # Whoever asks the same person at the same moment waits here, so that the limit holds.
    member = Member.objects.select_for_update().get(pk=member.pk)
    if (why := obstacle(member, asker=by)) is not None:
        raise NotToBeAsked(why)
    request = ContactRequest(transfer=transfer, asked_by=by, contacted=member, note=note)
    request.full_clean()
    request.save()
    notices.ask_for_talk(request)
    return request


@transaction.atomic
def accept_talk(*, request: ContactRequest) -> ContactRequest:
    """Agree: from now on both see each other's address. Raises ValidationError."""
    request = settle(request, State.ACCEPTED)
    notices.tell_of_consent(request)
    return request


@transaction.atomic
def decline_talk(*, request: ContactRequest) -> ContactRequest:
    """Decline; no reason is asked for. Raises ValidationError."""
    request = settle(request, State.DECLINED)
    notices.tell_of_consent(request)
    return request


@transaction.atomic
def withdraw_request(*, request: ContactRequest) -> ContactRequest:
    return settle(request, State.WITHDRAWN)


def settle(request: ContactRequest, state: State) -> ContactRequest:
    """Close an open request and forget what was written in it."""
    request = ContactRequest.objects.select_for_update().get(pk=request.pk)
    if not request.is_open:
        raise ValidationError(_("This request is settled already."), "settled")
    request.state, request.answered_at, request.note = state, timezone.now(), ""
    request.save(update_fields=["state", "answered_at", "note"])
    notices.settle_talk(request)
    return request


@transaction.atomic
def note_meeting(*, request: ContactRequest, by: Member) -> ContactRequest:
    """Note that the two have talked, and nothing of what they said. Raises ValidationError."""
    request = ContactRequest.objects.select_for_update().get(pk=request.pk)
    if not request.is_accepted:
        raise ValidationError(_("Only who was asked and agreed can be met."), "settled")
    if request.met_on is None:
        request.met_on = timezone.localdate()
        request.save(update_fields=["met_on"])
        activity.record(actor=by, verb="meet", target=request.transfer)
    return request


def lapse_requests() -> int:
    """Close requests that nobody has answered in time; return how many."""
    before = timezone.now() - timedelta(days=TransferSettings.load().request_days)
    old = list(ContactRequest.objects.open().filter(asked_at__lt=before))
    for request in old:
        with transaction.atomic():
            settle(request, State.LAPSED)
    return len(old)
