"""What subscribers and editors do."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from ponte.core.states import IllegalMove
from ponte.newsletter import links, sending
from ponte.newsletter.addresses import tidy, trace
from ponte.newsletter.consents import Act, forget, note
from ponte.newsletter.links import Wish
from ponte.newsletter.models import Delivery, Issue, Section, Subscriber, Suppression
from ponte.newsletter.picks import Pick, lines
from ponte.newsletter.states import MOVED_ON, move
from ponte.newsletter.writing import write
from ponte.notifications import send_mail_to
from ponte.topics.models import Topic

BOUNCES = 3  # mails that came back for a reason that may pass, before an address is given up


def wording() -> str:
    """What a subscriber agrees to, in the active language."""
    return gettext(
        "I want to receive the newsletter by e-mail. I can end this at any time with one click; "
        "then my address is deleted."
    )


@transaction.atomic
def ask(*, email: str, language: str, topics) -> None:
    """Write to an address whether its owner really wants the newsletter.

    Nothing of the address is kept before they say so. Who has it already gets the link to
    their choice; who complained gets nothing.
    """
    email = tidy(email)
    subject = trace(email)
    if has_complained(subject):
        return
    subscriber = Subscriber.objects.filter(email=email).first()
    with override(language):
        if subscriber:
            token = links.token_of(subscriber.pk)
            url = reverse("newsletter:preferences", args=[token])
            send_mail_to(
                member_or_address=email,
                template="newsletter_already",
                context={"preferences_url": settings.SITE_URL + url},
            )
            return
        topics = list(topics)
        wish = Wish(email, language, tuple(topic.slug for topic in topics))
        note(subject, Act.ASKED, language=language, topics=topics, wording=wording())
        send_mail_to(
            member_or_address=email,
            template="newsletter_confirm",
            context={
                "confirm_url": settings.SITE_URL + wish.path,
                "topics": topics,
                "wording": wording(),
            },
        )


@transaction.atomic
def confirm(wish: Wish) -> Subscriber | None:
    """Make a subscriber of who confirmed; what kept mails from the address is lifted.

    None for who complained meanwhile.
    """
    subject = trace(wish.email)
    if has_complained(subject):
        return None
    subscriber, is_new = Subscriber.objects.get_or_create(
        email=wish.email, defaults={"language": wish.language}
    )
    if is_new:
        topics = list(Topic.objects.hubs().filter(slug__in=wish.topics))
        subscriber.topics.set(topics)
        Suppression.objects.filter(subject=subject).delete()
        with override(wish.language):
            note(subject, Act.CONFIRMED, language=wish.language, topics=topics, wording=wording())
    return subscriber


@transaction.atomic
def choose(*, subscriber: Subscriber, language: str, topics) -> Subscriber:
    """Change what a subscriber wants."""
    subscriber.language = language
    subscriber.save(update_fields=["language"])
    subscriber.topics.set(topics)
    note(trace(subscriber.email), Act.CHANGED, language=language, topics=topics)
    return subscriber


@transaction.atomic
def leave(*, subscriber: Subscriber, delivery_id: int = 0) -> None:
    """End it and erase the subscriber, by the mail of `delivery_id` or without one."""
    Delivery.objects.filter(pk=delivery_id, subscriber=subscriber).update(left=True)
    forget(subscriber, Suppression.Reason.LEFT)


def has_complained(subject: str) -> bool:
    complaints = Suppression.objects.filter(reason=Suppression.Reason.COMPLAINED)
    return complaints.filter(subject=subject).exists()


@transaction.atomic
def take_bounce(*, delivery_id: int, for_good: bool) -> bool:
    """Note that a mail came back; return whether its subscriber was given up.

    Twice the same report counts once.
    """
    rows = Delivery.objects.filter(pk=delivery_id).exclude(state=Delivery.State.BOUNCED)
    delivery = rows.select_for_update().select_related(None).first()
    if delivery is None:
        return False
    rows.update(state=Delivery.State.BOUNCED, changed_at=timezone.now())
    subscriber = Subscriber.objects.filter(pk=delivery.subscriber_id).first()
    if subscriber is None:
        return False
    Subscriber.objects.filter(pk=subscriber.pk).update(bounces=F("bounces") + 1)
    if not for_good and subscriber.bounces + 1 < BOUNCES:
        return False
    forget(subscriber, Suppression.Reason.BOUNCED)
    return True


@transaction.atomic
def take_complaint(*, delivery_id: int) -> bool:
    """Note that a recipient called a mail unwanted, and never write there again.

    Return whether there was still a subscriber.
    """
    delivery = Delivery.objects.filter(pk=delivery_id).select_related("subscriber").first()
    if delivery is None:
        return False
    Delivery.objects.filter(pk=delivery_id).update(complained=True)
    if delivery.subscriber is None:
        return False
    forget(delivery.subscriber, Suppression.Reason.COMPLAINED)
    return True


@transaction.atomic
def schedule(*, issue: Issue, at: datetime | None = None, by) -> Issue:
    """Let `issue` be sent at a time, or now. Raises IllegalMove."""
    now = timezone.now()
    move(issue, Issue.State.SCHEDULED, by=by, scheduled_for=at or now)
    later = at is not None and at > now
    (sending.start.using(run_after=at) if later else sending.start).enqueue(issue.pk)
    return issue


@transaction.atomic
def recall(*, issue: Issue, by) -> Issue:
    """Take an issue back that waits for its time. Raises IllegalMove."""
    return move(issue, Issue.State.DRAFT, by=by, scheduled_for=None)


@transaction.atomic
def add_pick(*, issue: Issue, pick: Pick, section: Section | None = None) -> Section:
    """Put `pick` at the end of a section of a draft, or of a new one. Raises IllegalMove."""
    section = section or new_section(issue)
    change_items(issue, section, lambda items: [*items, *({pick.url} - set(items))])
    return section


def new_section(issue: Issue) -> Section:
    with override(issue.language):
        heading = gettext("From the platform")
    return Section(issue=issue, heading=heading, position=issue.sections.count())


@transaction.atomic
def drop_pick(*, section: Section, line: str) -> None:
    """Take a line out of a section of a draft. Raises IllegalMove."""
    change_items(section.issue, section, lambda items: [each for each in items if each != line])


def change_items(issue: Issue, section: Section, change: Callable[[list[str]], list[str]]) -> None:
    if not Issue.objects.select_for_update().get(pk=issue.pk).is_draft:
        raise IllegalMove(MOVED_ON, "state")
    section.items = "\n".join(change(list(lines(section.items))))
    section.save()


def send_test(*, issue: Issue, address: str) -> None:
    """Send `issue` as it stands to one address at once. Its links to leave lead nowhere."""
    letter = write(issue)
    mail = letter.to(address, token="test", headers={})  # noqa: S106 (no password)
    mail.subject = gettext("Test: %(subject)s") % {"subject": mail.subject}
    mail.send()
