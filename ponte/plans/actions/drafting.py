from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from ponte import activity
from ponte.activity.editing import without_clashes
from ponte.activity.models import Entry
from ponte.community.models import Member
from ponte.instruments.models import PolicyInstrument
from ponte.plans import content
from ponte.plans.models import Action, ActionPlan, Participant, Source
from ponte.projects.models import Project, ProjectPartner
from ponte.transfers.models import Plan as TransferPlan
from ponte.transfers.models import Transfer

MOST_ACTIONS = 20
RELATIONS = {"partners"}


@transaction.atomic
def begin_plan(
    *,
    project: Project,
    instrument: PolicyInstrument,
    by: Member,
    language: str = "en",
    is_demonstration: bool = False,
) -> ActionPlan:
    """Begin the plan of `project` for `instrument`, with `by` as a partner.

    The project's partners that address the instrument are named as those concerned. Raises
    ValidationError.
    """
    plan = ActionPlan(
        project=project,
        instrument=instrument,
        opened_by=by,
        contact=by,
        language=language,
        is_demonstration=is_demonstration,
    )
    plan.full_clean()
    plan.save()
    plan.partners.set(partners_in(project, instrument))
    plan.participants.create(
        member=by, role=Participant.Role.PARTNER, joined_at=timezone.now(), invited_by=by
    )
    activity.record(actor=by, verb="open", target=plan, to_state=plan.state)
    return plan


def partners_in(project: Project, instrument: PolicyInstrument):
    """Those that address the instrument; where none says so, those of its territory."""
    partners = ProjectPartner.objects.filter(project=project)
    addressing = partners.filter(instruments=instrument)
    if addressing.exists():
        return addressing
    return partners.filter(region__code__startswith=instrument.territory.code)


def held(plan: ActionPlan) -> ActionPlan:
    """The plan as it is, locked for a change of its text. Raises ValidationError."""
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    if not plan.is_written:
        raise ValidationError(_("The text is closed: it cannot be changed now."), "closed")
    return plan


@transaction.atomic
def edit(
    *,
    record: ActionPlan | Action,
    by: Member,
    values: dict[str, Any],
    seen: int,
    window: str = "",
) -> ActionPlan | Action:
    """Store `values` of a plan or of an action; return it as it is now.

    A table is a list of rows, each a dictionary of columns. `seen` is the `lock_version` of the
    text that the author had before them, `window` a word of its own for each open page. Raises
    `activity.editing.Conflict` if somebody else changed the same field meanwhile, and
    ValidationError.
    """
    held(record.plan if isinstance(record, Action) else record)
    record = type(record).objects.select_for_update().get(pk=record.pk)
    changes = without_clashes(record, changed(record, values), seen=seen, window=window)
    return store(record, by, {name: values[name] for name in changes}, changes, window)


def changed(record: Model, values: dict[str, Any]) -> dict[str, list[str]]:
    """What `values` would change: {field: [before, after]}."""
    found = {}
    for name, value in values.items():
        before = content.as_text(content.stored(record, name))
        after = content.as_text(as_plain(name, value))
        if before != after:
            found[name] = [before, after]
    return found


def as_plain(name: str, value: Any) -> Any:
    if name in content.TABLES:
        columns = content.TABLES[name].columns
        return [{each: content.plain(row.get(each)) for each in columns} for row in value]
    if name in RELATIONS:
        return [partner.name for partner in value.order_by("position", "pk")]
    return content.plain(value)


def store(record, by: Member, values, changes, window: str):
    if not changes:
        return record
    fields = {
        name: value
        for name, value in values.items()
        if name not in content.TABLES and name not in RELATIONS
    }
    for name, value in fields.items():
        setattr(record, name, value)
    record.full_clean()
    record.lock_version += 1
    record.save()
    for name in RELATIONS & values.keys():
        getattr(record, name).set(values[name])
    for name in content.TABLES.keys() & values.keys():
        replace_lines(record, name, values[name])
    if isinstance(record, Action):
        touch(record.plan)
    activity.record(
        actor=by,
        verb="edit",
        target=record,
        detail={"changes": changes, "version": record.lock_version, "window": window},
    )
    return type(record).objects.get(pk=record.pk)


def replace_lines(action: Action, name: str, rows: list[dict[str, Any]]) -> None:
    """Let the table called `name` hold `rows`: a line that stays in its place keeps its key."""
    model = content.TABLES[name].model
    lines = {line.position: line for line in getattr(action, name).all()}
    for position, row in enumerate(rows, start=1):
        line = lines.pop(position, None) or model(action=action, position=position)
        for column, value in row.items():
            setattr(line, column, value)
        line.full_clean()
        line.save()
    model.objects.filter(pk__in=[line.pk for line in lines.values()]).delete()


def touch(plan: ActionPlan) -> None:
    ActionPlan.objects.filter(pk=plan.pk).update(updated_at=timezone.now())


@transaction.atomic
def add_action(*, plan: ActionPlan, by: Member, title: str) -> Action:
    """Add an action at the end. Raises ValidationError."""
    plan = held(plan)
    last = plan.actions.aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_ACTIONS:
        most = _("A plan has at most %(most)d actions.") % {"most": MOST_ACTIONS}
        raise ValidationError(most, "most")
    action = Action(plan=plan, number=last + 1, title=title)
    action.full_clean()
    action.save()
    touch(plan)
    activity.record(actor=by, verb="add-action", target=plan, detail={"action": action.pk})
    return action


@transaction.atomic
def remove_action(*, action: Action, by: Member) -> None:
    """Remove an action with all that was said about it. Raises ValidationError."""
    plan = held(action.plan)
    title = action.title
    action.delete()
    for number, each in enumerate(plan.actions.all(), start=1):
        Action.objects.filter(pk=each.pk).update(number=number)
    touch(plan)
    activity.record(actor=by, verb="remove-action", target=plan, detail={"reason": title})


@transaction.atomic
def take_over_transfer(*, plan: ActionPlan, transfer: Transfer, by: Member) -> Action:
    """Make an action of a planned transfer, with all that its plan says.

    Raises ValidationError if it has no plan or is an action of this plan already.
    """
    draft = TransferPlan.objects.filter(transfer=transfer).first()
    if draft is None:
        raise ValidationError(_("This transfer is not planned yet."), "no-plan")
    if Source.objects.filter(action__plan=plan, transfer=transfer).exists():
        raise ValidationError(_("This transfer is an action of the plan already."), "twice")
    action = add_action(plan=plan, by=by, title=transfer.practice.title)
    source = {
        "kind": Source.Kind.TRANSFER,
        "transfer": transfer,
        "practice": None,
        "name": str(transfer)[:400],
        "note": transfer.adaptation[:600],
    }
    values = {
        "background": draft.background,
        "activities": draft.activities,
        "players": draft.players,
        "timeframe": draft.timeframe,
        "costs": draft.costs,
        "funding": draft.funding,
        "risks": draft.risks,
        "starts_on": transfer.begins_on,
        "ends_on": transfer.ends_on,
        "sources": [source],
    }
    return edit(record=action, by=by, values=values, seen=action.lock_version)


@transaction.atomic
def delete_draft(*, plan: ActionPlan, by: Member) -> None:
    """Delete a draft that was never shown to stakeholders. Raises ValidationError."""
    plan = held(plan)
    if plan.state != ActionPlan.State.DRAFT or was_shown(plan):
        raise ValidationError(_("A plan that others were asked about is not deleted."), "shown")
    activity.record(actor=by, verb="delete", target=plan, from_state=plan.state)
    plan.delete()


def was_shown(plan: ActionPlan) -> bool:
    return Entry.objects.about(plan).filter(verb="consult").exists()
