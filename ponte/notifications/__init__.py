"""Telling members what happened: in the site, at once or in a digest.

- `register(NotificationKind(...))`: a kind of news; called when an app starts
- `notify(recipients=…, kind=…, about=…, text=…)`: tell members something, each once
- `done(kind=…, about=…)`: what needed somebody's action is settled
- `send_mail_to(member_or_address=…, template=…, context=…)`: one mail from a template
"""

from typing import Any

from ponte.notifications.kinds import Frequency, NotificationKind, register

__all__ = ["Frequency", "NotificationKind", "done", "notify", "register", "send_mail_to"]


def notify(**told: Any) -> list:
    """See `ponte.notifications.actions.notify`."""
    from ponte.notifications import actions  # noqa: PLC0415 (models load after the apps)

    return actions.notify(**told)


def done(**settled: Any) -> int:
    """See `ponte.notifications.actions.done`."""
    from ponte.notifications import actions  # noqa: PLC0415

    return actions.done(**settled)


def send_mail_to(**mail: Any) -> None:
    """See `ponte.notifications.mail.send_mail_to`."""
    from ponte.notifications import mail as mails  # noqa: PLC0415

    mails.send_mail_to(**mail)
