"""What members choose about mails, and links in mails that change it without signing in."""

from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from ponte.notifications.kinds import Frequency, NotificationKind, kinds
from ponte.notifications.models import DIGEST, Preference

SALT = "ponte.notifications.stop"


def frequency_of(kind: NotificationKind, chosen: str | None, *, needs_action: bool) -> str:
    """How soon a notification is mailed. What needs action does not wait for a digest."""
    if needs_action and chosen != Frequency.NEVER:
        return Frequency.AT_ONCE
    return chosen or kind.default


def kinds_for(member: Any) -> list[NotificationKind]:
    """The kinds of news that `member` may be told, by name. Asks each rule once."""
    rules = {kind.reaches for kind in kinds.values()}
    holding = {rule for rule in rules if rule.test(member)}
    reaching = [kind for kind in kinds.values() if kind.reaches in holding]
    return sorted(reaching, key=lambda kind: str(kind.label).casefold())


def chosen_by(member: Any) -> dict[str, str]:
    """What `member` chose: code of the kind → frequency; DIGEST → "never" without digests."""
    return dict(Preference.objects.filter(member=member).values_list("kind", "frequency"))


def stop_path(member: Any, kind: str) -> str:
    """The address at which mails of `kind` (or DIGEST) end for `member`, without sign-in."""
    token = signing.dumps([member.pk, kind], salt=SALT)
    return reverse("notifications:stop", args=[token])


def read_token(token: str) -> tuple[int, str]:
    """Return id of the member and code of the kind. Raises BadSignature."""
    member_id, kind = signing.loads(token, salt=SALT)
    return member_id, kind


def label_of(kind: str) -> str:
    """What members call the kind `kind`, or the digest."""
    if kind == DIGEST:
        return _("digests of what is new")
    return str(kinds[kind].label) if kind in kinds else kind
