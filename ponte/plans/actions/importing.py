"""A plan from a file that `files.as_json` wrote."""

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from ponte import activity
from ponte.community.models import Member
from ponte.instruments.models import PolicyInstrument
from ponte.plans import content
from ponte.plans.actions.drafting import add_action, begin_plan, edit
from ponte.plans.files import FORMAT
from ponte.plans.models import Action, ActionPlan
from ponte.plans.rules import is_of_project
from ponte.practices.models import Practice
from ponte.projects.models import Project, ProjectPartner
from ponte.transfers.models import Transfer


class BadFile(ValidationError):
    """The file is no plan, or names what is not here."""


@transaction.atomic
def import_plan(*, body: bytes, by: Member) -> ActionPlan:
    """A draft of `by` that says what the file says. Raises BadFile and ValidationError."""
    try:
        said = json.loads(body)
        if said["format"] != FORMAT:
            raise BadFile(_("This is no plan, or one of another version."))
        project = Project.objects.get(slug=said["project"])
        instrument = PolicyInstrument.objects.get(slug=said["instrument"])
        if not is_of_project.test(by, project):
            raise BadFile(_("Only members of the project begin its plans."))
        plan = begin_plan(project=project, instrument=instrument, by=by)
        plan = fill(plan, content.PLAN_FIELDS, said, by)
        for each in said["actions"]:
            action = add_action(plan=plan, by=by, title=each["title"])
            fill(action, content.ACTION_FIELDS, each, by)
    except models.ObjectDoesNotExist as error:
        raise BadFile(_("The file names something that is not here.")) from error
    except (ValueError, KeyError, TypeError, InvalidOperation) as error:
        raise BadFile(_("The file is damaged, or no plan.")) from error
    activity.record(actor=by, verb="import", target=plan)
    return ActionPlan.objects.get(pk=plan.pk)


def fill(record: ActionPlan | Action, names, said: dict[str, Any], by: Member):
    values = {name: meant(record, name, said[name]) for name in names}
    return edit(record=record, by=by, values=values, seen=record.lock_version)


def meant(record, name: str, value: Any) -> Any:
    """What plain data stands for: the other way round of `content.stored`."""
    if name in content.TABLES:
        model = content.TABLES[name].model
        columns = content.TABLES[name].columns
        return [{each: of_field(model, each, row[each]) for each in columns} for row in value]
    if name == "partners":
        partners = ProjectPartner.objects.filter(project=record.project)
        keys = [partners.filter(name=each).earliest("position", "pk").pk for each in value]
        return partners.filter(pk__in=keys)
    return of_field(type(record), name, value)


def of_field(model, name: str, value: str) -> Any:
    field = model._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        return found(field.related_model, value) if value else None
    if isinstance(field, models.DateField):
        return date.fromisoformat(value) if value else None
    if isinstance(field, models.DecimalField):
        return Decimal(value)
    return value


def found(model, key: str):
    if model is Practice:
        return Practice.objects.get(slug=key)
    if model is Transfer:
        return Transfer.objects.get(pk=key)
    return Member.objects.get(handle=key)
