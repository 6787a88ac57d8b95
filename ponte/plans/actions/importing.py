"""A plan from a file that `files.as_json` or `files.as_csv` wrote."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from ponte import activity
from ponte.community.models import Member
from ponte.instruments.models import PolicyInstrument
from ponte.plans import content
from ponte.plans.actions.drafting import add_action, begin_plan, edit
from ponte.plans.actions.reading import BadFile, Fault, Record, Said, read
from ponte.plans.models import Action, ActionPlan
from ponte.plans.rules import is_of_project
from ponte.practices.models import Practice
from ponte.projects.models import Project, ProjectPartner
from ponte.transfers.models import Transfer


class BadValue(Exception):
    """A value that cannot be understood; the message says why, for a person."""


@transaction.atomic
def import_plan(*, body: bytes, by: Member, dry_run: bool = False) -> ActionPlan:
    """A draft of `by` that says what the file says; with `dry_run` nothing is kept.

    Raises BadFile, with every fault by its place, and ValidationError.
    """
    said = read(body)
    understood = Understood(said)
    if not is_of_project.test(by, understood.project):
        text = _("Only members of the project begin its plans.")
        raise BadFile([Fault(said.plan.where, "project", text)])
    plan = begin_plan(project=understood.project, instrument=understood.instrument, by=by)
    plan = edit(record=plan, by=by, values=understood.plan, seen=plan.lock_version)
    for values in understood.actions:
        action = add_action(plan=plan, by=by, title=values["title"])
        edit(record=action, by=by, values=values, seen=action.lock_version)
    activity.record(actor=by, verb="import", target=plan)
    plan = ActionPlan.objects.get(pk=plan.pk)
    if dry_run:
        transaction.set_rollback(True)
    return plan


class Understood:
    """What a file says as values of fields. Raises BadFile with all that is wrong with it."""

    project: Project
    instrument: PolicyInstrument

    def __init__(self, said: Said):
        self.faults: list[Fault] = []
        head = [
            self.value(said.plan, name, lambda key, model=model: by_slug(model, key))
            for name, model in (("project", Project), ("instrument", PolicyInstrument))
        ]
        if self.faults:
            raise BadFile(self.faults)
        self.project, self.instrument = head
        self.plan = self.values(ActionPlan, said.plan, content.PLAN_FIELDS)
        self.actions = [self.action(record, lines) for record, lines in said.actions]
        if self.faults:
            raise BadFile(self.faults)

    def action(self, record: Record, lines: dict[str, list[Record]]) -> dict[str, Any]:
        names = [name for name in content.ACTION_FIELDS if name not in content.TABLES]
        values = self.values(Action, record, names)
        for name, table in content.TABLES.items():
            values[name] = [
                self.values(table.model, line, table.columns) for line in lines.get(name, [])
            ]
        return values

    def value(self, record: Record, name: str, meaning) -> Any:
        try:
            return meaning(record.values[name])
        except KeyError:
            self.faults.append(Fault(record.where, name, _("This is missing.")))
        except BadValue as error:
            self.faults.append(Fault(record.where, name, str(error)))
        return None

    def values(self, model, record: Record, names) -> dict[str, Any]:
        """Those of a record, by the rules of its model."""
        before = len(self.faults)
        found = {
            name: self.value(record, name, lambda value, name=name: self.meant(model, name, value))
            for name in names
        }
        if len(self.faults) == before:
            self.ask_model(model, record, found)
        return found

    def ask_model(self, model, record: Record, found: dict[str, Any]) -> None:
        fields = {name: value for name, value in found.items() if name != "partners"}
        others = {field.name for field in model._meta.fields} - fields.keys()
        try:
            model(**fields).full_clean(exclude=others, validate_unique=False)
        except ValidationError as error:
            for name, reasons in error.message_dict.items():
                column = "" if name == NON_FIELD_ERRORS else name
                self.faults.append(Fault(record.where, column, " ".join(reasons)))

    def meant(self, model, name: str, value: Any) -> Any:
        """What plain data stands for: the other way round of `content.stored`."""
        if name == "partners":
            return self.partners(value)
        if not isinstance(value, str):
            raise BadValue(_("This must be a text."))
        return of_field(model._meta.get_field(name), value)

    def partners(self, names: Any):
        if not isinstance(names, list):
            raise BadValue(_("This must be a list."))
        partners = ProjectPartner.objects.filter(project=self.project)
        keys = []
        for name in names:
            found = partners.filter(name=str(name)).order_by("position", "pk").first()
            if found is None:
                raise BadValue(_("The project has no partner “%(name)s”.") % {"name": name})
            keys.append(found.pk)
        return partners.filter(pk__in=keys)


def of_field(field, value: str) -> Any:
    """Raises BadValue."""
    try:
        if isinstance(field, models.ForeignKey):
            return record_called(field.related_model, value) if value else None
        if isinstance(field, models.DateField):
            return date.fromisoformat(value) if value else None
        if isinstance(field, models.DecimalField):
            return Decimal(value)
    except InvalidOperation as error:
        raise BadValue(_("This must be a number such as 1234.50.")) from error
    except ValueError as error:
        raise BadValue(_("This must be a date such as 2025-01-31.")) from error
    return value


def by_slug(model, key: Any):
    found = model.objects.filter(slug=str(key)).first()
    if found is None:
        raise not_here(model, key)
    return found


def record_called(model, key: str):
    names: dict[Any, str] = {Practice: "slug", Transfer: "pk", Member: "handle"}
    try:
        return model.objects.get(**{names[model]: key})
    except (models.ObjectDoesNotExist, ValidationError, ValueError) as error:
        raise not_here(model, key) from error


def not_here(model, key: Any) -> BadValue:
    kind = model._meta.verbose_name
    return BadValue(_("There is no %(kind)s “%(key)s” here.") % {"kind": kind, "key": key})
