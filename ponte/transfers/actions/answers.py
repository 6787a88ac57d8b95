from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ponte import activity
from ponte.community.models import Member
from ponte.transfers import notices
from ponte.transfers.actions.running import ChangedMeanwhile
from ponte.transfers.models import Answer, Component, Plan, Sheet, Transfer
from ponte.transfers.rules import runs_its_practice


def open_transfer(transfer: Transfer) -> Transfer:
    """The transfer, locked, while it takes answers. Raises ValidationError."""
    transfer = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if transfer.is_assessed:
        raise ValidationError(_("The assessment is concluded: no more answers come in."))
    return transfer


@transaction.atomic
def keep_answers(
    *, transfer: Transfer, by: Member, answers: Mapping[Component, Mapping[str, Any]]
) -> Sheet:
    """Keep a draft of the answers of `by` and return their sheet.

    `answers` map components to fields of Answer. Raises ValidationError once it is sent.
    """
    transfer = open_transfer(transfer)
    sheet, _is_new = Sheet.objects.get_or_create(
        transfer=transfer,
        assessor=by,
        defaults={"runs_practice": runs_its_practice.test(by, transfer)},
    )
    if sheet.is_sent:
        raise ValidationError(_("You have sent your answers: they stay as they are."))
    for component, fields in answers.items():
        answer = Answer(sheet=sheet, component=component, **fields)
        answer.clean_fields()
        Answer.objects.update_or_create(sheet=sheet, component=component, defaults=fields)
    return sheet


@transaction.atomic
def send_answers(*, sheet: Sheet) -> Sheet:
    """Hand the answers in: from now on they stay, and the assessor sees those of others.

    Raises ValidationError, with the components concerned in `params`, if one is not answered,
    a suggestion not decided on, or a constraint left without a word on what could be done.
    """
    transfer = open_transfer(sheet.transfer)
    sheet = Sheet.objects.select_for_update().get(pk=sheet.pk)
    if sheet.is_sent:
        raise ValidationError(_("You have sent your answers: they stay as they are."))
    check_complete(sheet)
    sheet.sent_at = timezone.now()
    sheet.save(update_fields=["sent_at"])
    activity.record(actor=sheet.assessor, verb="answer", target=transfer)
    notices.tell_of_answers(transfer, sheet.assessor)
    return sheet


def check_complete(sheet: Sheet) -> None:
    answers = {each.component_id: each for each in sheet.answers.all()}
    components = Component.objects.filter(framework=sheet.transfer.framework_id)
    missing = [
        each for each in components if each.pk not in answers or not answers[each.pk].is_given
    ]
    if missing:
        raise ValidationError(
            _("Not answered yet: %(components)s."), "missing", {"components": named(missing)}
        )
    silent = [
        each for each in components if answers[each.pk].is_against and not is_met(answers[each.pk])
    ]
    if silent:
        raise ValidationError(
            _("Say what could be done about: %(components)s."),
            "mitigation",
            {"components": named(silent)},
        )


def is_met(answer: Answer) -> bool:
    """The assessor says what could be done about a constraint, or that they know of nothing."""
    return bool(answer.mitigation) or answer.sees_no_way


def named(components) -> str:
    return ", ".join(component.label for component in components)


@transaction.atomic
def mitigate(*, transfer: Transfer, by: Member, texts: Mapping[Component, str]) -> None:
    """Say what the team does about components; an empty text takes it back.

    Raises ValidationError.
    """
    transfer = Transfer.objects.select_for_update().get(pk=transfer.pk)
    stored = {each.component_id: each for each in transfer.mitigations.all()}
    changed = []
    for component, text in texts.items():
        present = stored.get(component.pk)
        if (present.text if present else "") == text:
            continue
        changed.append(component.slug)
        if not text:
            transfer.mitigations.filter(component=component).delete()
            continue
        mitigation = present or transfer.mitigations.model(transfer=transfer, component=component)
        mitigation.text, mitigation.written_by = text, by
        mitigation.full_clean()
        mitigation.save()
    if changed:
        detail = {"components": changed}
        activity.record(actor=by, verb="mitigate", target=transfer, detail=detail)


@transaction.atomic
def write_plan(*, plan: Plan, by: Member, seen: int, values: Mapping[str, str]) -> Plan:
    """Store the parts of a plan. `seen` is the `version` read. Raises ChangedMeanwhile."""
    stored = Plan.objects.select_for_update().get(pk=plan.pk)
    if stored.version != seen:
        raise ChangedMeanwhile(stored)
    changes = {
        name: [getattr(stored, name), value]
        for name, value in values.items()
        if getattr(stored, name) != value
    }
    if not changes:
        return stored
    for name, value in values.items():
        setattr(stored, name, value)
    stored.version += 1
    stored.full_clean()
    stored.save()
    activity.record(
        actor=by, verb="write-plan", target=stored.transfer, detail={"changes": changes}
    )
    return stored
