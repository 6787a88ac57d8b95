"""What those who run a project change in its partnership: partners, authorities, stakeholders."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import F, Max
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _

from ponte import activity
from ponte.community.models import Organisation
from ponte.core.references import references_to
from ponte.instruments.models import PolicyInstrument
from ponte.projects.budgets import follow_rate, within_spending_plan
from ponte.projects.models import (
    AssociatedPolicyAuthority,
    Project,
    ProjectPartner,
    StakeholderGroup,
)


@transaction.atomic
def save_partner(
    *, partner: ProjectPartner, instruments: Iterable[PolicyInstrument], by
) -> ProjectPartner:
    """Add a partner, or change one; its co-financing rate follows its legal status."""
    project, is_new = partner.project, partner.pk is None
    if is_new:
        last = project.partners.aggregate(last=Max("position"))["last"] or 0
        partner.position = last + 1
    follow_rate(partner)
    partner.save()
    partner.instruments.set(instruments)
    if is_new:
        named = ProjectPartner.objects.filter(project=project).count()
        Project.objects.filter(pk=project.pk, partner_count__lt=named).update(partner_count=named)
    verb = "partner-add" if is_new else "partner-change"
    activity.record(actor=by, verb=verb, target=project, detail={"partner": partner.name})
    return partner


@transaction.atomic
def withdraw_partner(*, partner: ProjectPartner, by) -> None:
    """Take a partner and its budget out of the project.

    Raises ValidationError for the lead partner, for one that others records name, and when the
    budget that is left is smaller than the spending plan.
    """
    project = partner.project
    if partner.role == ProjectPartner.Role.LEAD:
        raise ValidationError(_("A project needs its lead partner: give the role to another one."))
    if is_named_elsewhere(partner):
        raise ValidationError(_("An action plan names this partner. It stays in the project."))
    with within_spending_plan():
        partner.delete()
    Project.objects.filter(pk=project.pk, partner_count__gt=0).update(
        partner_count=F("partner_count") - 1
    )
    detail = {"partner": partner.name}
    activity.record(actor=by, verb="partner-withdraw", target=project, detail=detail)


def is_named_elsewhere(partner: ProjectPartner) -> bool:
    """Whether records of other apps refer to `partner`."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: partner}).exists()
        for relation in references_to(ProjectPartner)
        if relation.related_model._meta.app_label != ProjectPartner._meta.app_label
    )


@transaction.atomic
def save_authority(
    *, authority: AssociatedPolicyAuthority, letter: File | None, by
) -> AssociatedPolicyAuthority:
    """Associate an authority, or change what is known of it; a new `letter` replaces the former."""
    if letter:
        let_go(authority)
        authority.letter.save(f"letter{letter.extension}", letter, save=False)
    authority.save()
    detail = {"authority": str(authority)}
    activity.record(actor=by, verb="authority", target=authority.project, detail=detail)
    return authority


@transaction.atomic
def remove_authority(*, authority: AssociatedPolicyAuthority, by) -> None:
    authority.delete()
    detail = {"authority": str(authority)}
    activity.record(actor=by, verb="authority-remove", target=authority.project, detail=detail)


def let_go(authority: AssociatedPolicyAuthority) -> None:
    """Delete the file of the letter as soon as nothing refers to it any more."""
    if former := authority.letter.name:
        storage = authority.letter.storage
        transaction.on_commit(lambda: storage.delete(former))


@receiver(post_delete, sender=AssociatedPolicyAuthority, dispatch_uid="letter-of-authority")
def let_go_with(instance, **_signal) -> None:
    """The letter goes with the authority, also when the whole project goes."""
    let_go(instance)


@transaction.atomic
def set_stakeholders(
    *,
    project: Project,
    instrument: PolicyInstrument,
    organisations: Iterable[Organisation],
    role: str,
    by,
) -> StakeholderGroup:
    """Write who is in the group around `instrument`, and what the group does."""
    group, _made = StakeholderGroup.objects.update_or_create(
        project=project, instrument=instrument, defaults={"role": role}
    )
    group.organisations.set(organisations)
    detail: dict[str, Any] = {"instrument": str(instrument)}
    activity.record(actor=by, verb="stakeholders", target=project, detail=detail)
    return group
