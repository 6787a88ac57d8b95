"""Mails: an MJML template beside a plain text, written in the recipient's language.

`templates/mail/<name>.txt` begins with the line "Subject: …"; `<name>.mjml` has the same
words. Both extend mail/base. They are rendered at once, so that a mistake shows where it was
made, and sent by the worker, so that nobody waits for a mail server.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from email.utils import make_msgid, parseaddr
from typing import Any

import mrml
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from ponte.notifications.tasks import deliver


def send_mail_to(
    *,
    member_or_address: AbstractBaseUser | str,
    template: str,
    context: Mapping[str, Any],
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
    priority: int = 0,
    attachments: Sequence[tuple[str, str, str]] = (),
) -> None:
    """Queue one mail, within the present transaction, from the templates mail/`template`.

    A member is written to in their language, at the address they have when it is sent, and
    not at all once the account is closed. A bare address is written to in the language that
    is active. Of waiting mails those with a higher `priority` (-100 to 100) go first.
    `attachments` are texts: name, content, media type. Raises TemplateDoesNotExist.
    """
    if isinstance(member_or_address, str):
        recipient: dict[str, Any] = {"address": member_or_address}
        subject, text, html = render(template, context)
    else:
        recipient = {"member": member_or_address.pk}
        with language_of(member_or_address):
            subject, text, html = render(template, context)
    deliver.using(priority=priority).enqueue(
        recipient,
        subject,
        text,
        html,
        reply_to=reply_to,
        headers={
            # The same with each try, so that a mail sent twice is shown once.
            "Message-ID": make_msgid(domain=sender_domain()),
            "Auto-Submitted": "auto-generated",
            **(headers or {}),
        },
        attachments=[list(each) for each in attachments],
    )


def language_of(member: Any) -> AbstractContextManager[None]:
    """Within this, texts are in the language the member chose for the site."""
    chosen = member.interface_language
    return override(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)


def render(template: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return subject, plain text and HTML of a mail in the active language."""
    given = {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "programme_name": settings.PROGRAMME_NAME,
        "programme_statement": settings.PROGRAMME_STATEMENT,
        "language": get_language(),
        **context,
    }
    first, _, text = render_to_string(f"mail/{template}.txt", given).strip().partition("\n")
    if not first.startswith("Subject: "):
        raise ValueError(f"mail/{template}.txt must begin with a line “Subject: …”.")
    subject = " ".join(first.removeprefix("Subject: ").split())
    html = mrml.to_html(render_to_string(f"mail/{template}.mjml", {**given, "subject": subject}))
    return subject, text.strip() + "\n", html.content


def sender_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
