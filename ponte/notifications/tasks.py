"""What the worker does."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django_tasks import task

# The accounts of the demonstration have no mailboxes.
UNREACHABLE = "@demo.example"


@task(backend="background")
def deliver(
    recipient: dict[str, Any],
    subject: str,
    text: str,
    html: str,
    *,
    reply_to: str,
    headers: dict[str, str],
    attachments: Sequence[Sequence[str]] = (),
) -> None:
    """Send one mail to {"member": id} or {"address": "…"}. Raises MailNotSent."""
    address = recipient.get("address") or address_of(recipient["member"])
    if not address or address.lower().endswith(UNREACHABLE):
        return
    mail = EmailMultiAlternatives(
        subject, text, to=[address], reply_to=[reply_to] if reply_to else None, headers=headers
    )
    mail.attach_alternative(html, "text/html")
    for name, content, media_type in attachments:
        mail.attach(name, content, media_type)
    try:
        mail.send()
    except Exception as error:  # noqa: BLE001 (each mail service has errors of its own)
        # What the server says goes to the log, the address in it does not.
        said = str(error).replace(address, "…")
        raise MailNotSent(f"{type(error).__name__}: {said}") from None


class MailNotSent(Exception):
    """A mail could not be handed over; it says why and not to whom."""


def address_of(member_id: int) -> str | None:
    """The present address of an open account, or None."""
    members = get_user_model().objects.filter(pk=member_id, is_active=True)
    return members.values_list("email", flat=True).first()
