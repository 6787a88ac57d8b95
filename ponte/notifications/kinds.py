"""What people can be told about. Each app registers its kinds when it starts."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rules import Predicate

from ponte.core.access import members


class Frequency(models.TextChoices):
    """How soon a mail follows what is in the list of notifications."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    NEVER = "never", _("Never by e-mail")


@dataclass(frozen=True)
class NotificationKind:
    """One kind of news.

    `label` completes "Mails about: …". `default` is the frequency of somebody who
    chose none, unless something needs their action: that comes at once. `reaches` is the
    rule (member) of those who may be told it: others are not asked to choose. `mail_template`
    names a template in templates/mail/ for the mail sent at once, else the general one.
    """

    code: str
    label: str | Promise
    default: str = Frequency.WEEKLY
    reaches: Predicate = members
    mail_template: str = "notification"


kinds: dict[str, NotificationKind] = {}


def register(kind: NotificationKind) -> None:
    """Make `kind` known. Raises ValueError when another kind has its code."""
    if kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"Two kinds of notification are called {kind.code}.")
