"""Signed links by which subscribers confirm, choose and leave without an account."""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from ponte.notifications.mail import sender_domain

CONFIRM = "ponte.newsletter.confirm"
HOLD = "ponte.newsletter.subscriber"
A_WEEK = 7 * 24 * 60 * 60  # seconds in which a subscription can be confirmed


@dataclass(frozen=True)
class Wish:
    """What somebody asked for: nothing of it is kept before they confirm."""

    email: str
    language: str
    topics: tuple[str, ...]  # slugs

    @property
    def token(self) -> str:
        """Lets its holder confirm for a week."""
        return signing.dumps([self.email, self.language, self.topics], salt=CONFIRM)

    @property
    def path(self) -> str:
        return reverse("newsletter:confirm", args=[self.token])


def read_wish(token: str) -> Wish:
    """Raises BadSignature, also for one that is older than a week."""
    email, language, topics = signing.loads(token, salt=CONFIRM, max_age=A_WEEK)
    return Wish(email, language, tuple(topics))


def token_of(subscriber_id: int, delivery_id: int = 0) -> str:
    """Lets its holder choose and leave; the delivery tells which issue they leave by."""
    return signing.dumps([subscriber_id, delivery_id], salt=HOLD)


def read_token(token: str) -> tuple[int, int]:
    """The ids of subscriber and delivery (or 0). Raises BadSignature."""
    subscriber_id, delivery_id = signing.loads(token, salt=HOLD)
    return subscriber_id, delivery_id


def message_id(delivery_id: int) -> str:
    """The Message-ID of a delivery: the same with each try, and told from forged ones."""
    return f"<newsletter.{delivery_id}.{seal(delivery_id)}@{sender_domain()}>"


def delivery_of(message: Any) -> int | None:
    """The id of the delivery with this Message-ID; None for those that are not ours."""
    name, _at, _domain = str(message).strip().strip("<>").partition("@")
    parts = name.split(".")
    if len(parts) != 3 or parts[0] != "newsletter" or not parts[1].isdecimal():
        return None
    delivery_id = int(parts[1])
    return delivery_id if constant_time_compare(parts[2], seal(delivery_id)) else None


def seal(delivery_id: int) -> str:
    digest = salted_hmac("ponte.newsletter.message", str(delivery_id), algorithm="sha256")
    return digest.hexdigest()[:20]
