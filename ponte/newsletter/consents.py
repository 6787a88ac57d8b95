"""The log of consents, and what becomes of an address that is no longer written to."""

from django.utils import timezone

from ponte.newsletter.addresses import trace
from ponte.newsletter.models import Consent, Delivery, Subscriber, Suppression

Act = Consent.Act


def forget(subscriber: Subscriber, reason: str) -> None:
    """Erase a subscriber; what stays is the trace of the address and why."""
    subject = trace(subscriber.email)
    note(subject, Act(reason))
    Suppression.objects.update_or_create(
        subject=subject, defaults={"reason": reason, "at": timezone.now()}
    )
    subscriber.deliveries.waiting().update(state=Delivery.State.GONE, changed_at=timezone.now())
    subscriber.delete()


def note(subject: str, act: str, *, language: str = "", topics=(), wording: str = "") -> Consent:
    return Consent.objects.create(
        subject=subject,
        act=act,
        language=language,
        topics=", ".join(topic.slug for topic in topics),
        wording=wording,
    )
