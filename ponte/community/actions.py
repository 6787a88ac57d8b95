"""What members do with profiles, organisations and each other."""

from datetime import timedelta

from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import now

from ponte import activity
from ponte.community.models import (
    Block,
    ContactMessage,
    Member,
    MergedOrganisation,
    Organisation,
    Report,
    Role,
    RoleGrant,
)
from ponte.notifications.actions import done, notify

MESSAGES_A_DAY = 20
SLUG_LENGTH = 100


class TooManyMessages(Exception):
    """Somebody has written to as many people as is allowed in a day."""


@transaction.atomic
def write(*, sender: Member, recipient: Member, subject: str, text: str) -> ContactMessage:
    """Send a message. The caller asks the rules first. Raises TooManyMessages."""
    recent = sender.sent_messages.filter(sent_at__gt=now() - timedelta(days=1))
    if recent.count() >= MESSAGES_A_DAY:
        raise TooManyMessages
    message = ContactMessage.objects.create(
        sender=sender, recipient=recipient, subject=subject, text=text
    )
    notify(
        recipients=[recipient],
        kind="message",
        about=message,
        text=f"{sender.name}: {subject}\n\n{text}",
        url=message.get_absolute_url(),
        key=f"message-{message.pk}",
    )
    return message


def block(*, blocker: Member, blocked: Member) -> None:
    Block.objects.get_or_create(blocker=blocker, blocked=blocked)


def unblock(*, blocker: Member, blocked: Member) -> None:
    Block.objects.filter(blocker=blocker, blocked=blocked).delete()


@transaction.atomic
def report(*, reporter: Member, target, reason: str, text: str) -> Report:
    """Tell the secretariat about `target`, any record with a page."""
    made = Report.objects.create(
        reporter=reporter,
        kind=activity.kind_of(target),
        object_id=target.pk,
        label=str(target)[:250],
        url=target.get_absolute_url(),
        reason=reason,
        text=text,
    )
    notify(
        recipients=holders(Role.SECRETARIAT),
        kind="report",
        about=made,
        text=f"{made.label}: {made.get_reason_display()}\n\n{text}",
        url=made.settle_url,
        needs_action=True,
        key=f"report-{made.pk}",
    )
    return made


@transaction.atomic
def settle_report(*, report: Report, by: Member, outcome: str) -> None:
    """Close a report and tell who made it what came of it."""
    report.outcome, report.settled_by, report.settled_at = outcome, by, now()
    report.save(update_fields=["outcome", "settled_by", "settled_at"])
    done(kind="report", about=report)
    activity.record(actor=by, verb="settle", target=report, detail={"outcome": outcome})
    notify(
        recipients=[report.reporter],
        kind="report_settled",
        about=report,
        text=f"{report.label}\n\n{outcome}",
        key=f"settled-{report.pk}",
    )


def holders(*roles: Role):
    """The members who have any of `roles` in force."""
    grants = RoleGrant.objects.in_force().filter(role__in=roles)
    return Member.objects.present().filter(pk__in=grants.values("member"))


@transaction.atomic
def add_organisation(organisation: Organisation, *, by: Member) -> Organisation:
    """Save a new organisation with an address of its own."""
    organisation.slug = free_slug(organisation)
    organisation.added_by = by
    organisation.save()
    activity.record(actor=by, verb="add", target=organisation)
    return organisation


@transaction.atomic
def change_organisation(organisation: Organisation, *, by: Member, changed: list[str]) -> None:
    """Save what was changed, `changed` by name; its address stays."""
    organisation.save()
    activity.record(actor=by, verb="change", target=organisation, detail={"fields": changed})


def free_slug(organisation: Organisation) -> str:
    """An address nothing has or had: of the English name, with a number where it is taken."""
    wanted = slugify(organisation.name_en)[:SLUG_LENGTH].strip("-") or "organisation"
    taken = {
        "new",
        *Organisation.objects.filter(slug__startswith=wanted).values_list("slug", flat=True),
        *MergedOrganisation.objects.filter(slug__startswith=wanted).values_list("slug", flat=True),
    }
    numbers = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbers) if slug not in taken)


@transaction.atomic
def work_for(organisation: Organisation | None, *, member: Member) -> None:
    """Let `member` say for whom they work, None for nobody here."""
    member.organisation = organisation
    member.save(update_fields=["organisation"])


@transaction.atomic
def grant_role(grant: RoleGrant, *, by: Member) -> RoleGrant:
    """Put an unsaved grant into force and note it."""
    grant.granted_by = by
    grant.save()
    activity.record(actor=by, verb="grant", target=grant.member, to_state=grant.role)
    return grant


@transaction.atomic
def end_role(grant: RoleGrant, *, by: Member) -> None:
    """End a grant that is in force and note it."""
    grant.ended_at = now()
    grant.save(update_fields=["ended_at"])
    activity.record(actor=by, verb="end_role", target=grant.member, from_state=grant.role)
