"""The forms of the sections of a plan, with the tables of its actions, and what is said of them."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ponte.community.models import Member
from ponte.core.fields import normalise_newlines
from ponte.core.files.fields import LimitedFileField
from ponte.instruments.models import PolicyInstrument
from ponte.plans import content
from ponte.plans.models import (
    Action,
    ActionPlan,
    Cost,
    Funding,
    Indicator,
    Participant,
    Source,
    Step,
)
from ponte.plans.models.plans import REASON_LIMIT
from ponte.plans.rules import is_of_project
from ponte.plans.sections import Place
from ponte.projects.models import Project
from ponte.review.forms import limited
from ponte.review.lookup import page_at, practice_called, thing_called
from ponte.transfers.models import Transfer

FIELD = "practices/submission/field.html"
BLANK = 2
MOST_LINES = 30
HINTS = {
    "language": _("The language you write in. It may be your own, with a summary in English."),
    "summary": _("What is done, how it comes from the project, and why it matters."),
    "contact": _("One of the partners who write here."),
    "context": _("What the instrument is for and what does not work well yet."),
    "improvement": _("What will be different in the instrument, for whom, and how it is seen."),
    "title": _("What is done, in a few words."),
    "background": _("What you learned in the project that led to this action."),
    "activities": _("What is done, step by step. “- ” begins an item of a list."),
    "players": _("Who does what."),
    "timeframe": _("What the dates do not say: milestones, conditions."),
    "responsible": _("Who tells each half-year how it goes; without a name all partners do."),
    "costs": _("What the table below does not say."),
    "funding": _("What the table below does not say."),
    "improvement_type": _("What changes in the instrument."),
    "risks": _("What may go wrong, and what is done about it."),
}


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class LineForm(forms.ModelForm):
    """One row of a table. A row in which nothing is filled in is no row."""

    use_required_attribute = False

    def __init__(self, *args, number: int, **kwargs):
        super().__init__(*args, empty_permitted=True, **kwargs)
        for name, field in self.fields.items():
            field.label = capfirst(field.label)
            field.localize = False
            field.widget.is_localized = False
            field.widget.attrs["aria-label"] = f"{field.label}, {number}"
            if isinstance(field, forms.DateField):
                field.widget = DayInput()
                field.widget.attrs["aria-label"] = f"{field.label}, {number}"
            if isinstance(field, forms.DecimalField):
                field.widget = forms.TextInput({**field.widget.attrs, "inputmode": "decimal"})
            if name == "note":
                field.widget.attrs["rows"] = 2

    @property
    def is_blank(self) -> bool:
        return not any(self[name].value() for name in self.fields)

    def row(self) -> dict[str, Any]:
        return {name: getattr(self.instance, name) for name in self._meta.fields}


class SourceForm(LineForm):
    """A practice or a transfer by the address of its page; an event or a lesson in words."""

    class Meta:
        model = Source
        fields = ("kind", "name", "note")

    def clean(self):
        values = super().clean()
        kind, name = values.get("kind"), values.get("name", "")
        self.instance.practice = self.instance.transfer = None
        if kind == Source.Kind.PRACTICE and name:
            self.instance.practice = self.practice_of(name)
            values["name"] = self.instance.practice.title[:400]
        if kind == Source.Kind.TRANSFER and name:
            self.instance.transfer = self.transfer_of(name)
            values["name"] = str(self.instance.transfer)[:400]
        return values

    def practice_of(self, name):
        found = practice_called(name)
        if found is None or not found.is_public:
            raise ValidationError(
                {"name": _("No public practice has this address or exact title.")}
            )
        return found

    def transfer_of(self, name):
        match = page_at(name.strip())
        key = match.kwargs.get("pk") if match and match.namespace == "transfers" else None
        transfers = Transfer.objects.select_related("practice", "region")
        found = transfers.filter(pk=key).first() if key else self.kept_transfer(name)
        if found is None:
            raise ValidationError({"name": _("Give the address of the transfer’s page here.")})
        return found

    def kept_transfer(self, name):
        """The one that was linked before under this name."""
        kept = Source.objects.filter(name=name, transfer__isnull=False).first()
        return kept and kept.transfer

    def row(self):
        names = content.TABLES["sources"].columns
        return {name: getattr(self.instance, name) for name in names}


def line_form(model, *fields, base=LineForm):
    return forms.modelform_factory(model, form=base, fields=fields)


LINES: dict[str, Any] = {
    "sources": SourceForm,
    "steps": line_form(Step, "text", "who", "starts_on", "ends_on"),
    "cost_lines": line_form(Cost, "category", "text", "amount"),
    "funding_lines": line_form(Funding, "kind", "text", "amount"),
    "indicators": line_form(Indicator, "name", "unit", "baseline", "target"),
}
TABLE_HINTS = {
    "sources": _(
        "At least one good practice or transfer: the address of its page, or the exact title of "
        "the practice. Events and lessons in words."
    ),
    "steps": _("They are drawn in the chart. To remove a row, empty it."),
    "cost_lines": _("In euro. The sums are made for you."),
    "funding_lines": _("In euro. Together they pay what it costs."),
    "indicators": _("What will be counted each half-year."),
}


class LinesForm:
    """A table of an action as it is typed: the rows that are there, and some blank ones."""

    def __init__(self, name: str, action: Action, data=None):
        self.name = name
        lines = list(getattr(action, name).all())
        number = len(lines) + BLANK
        if data is not None:
            sent = data.get(f"{name}-rows", "")
            number = min(int(sent), MOST_LINES) if sent.isdecimal() else 0
        self.model = content.TABLES[name].model
        self.forms = [
            LINES[name](
                data,
                prefix=f"{name}-{at}",
                number=at + 1,
                instance=lines[at] if at < len(lines) else self.model(action=action, position=1),
            )
            for at in range(number)
        ]

    @property
    def label(self):
        return content.label_of(self.name, of_action=True)

    @property
    def hint(self):
        return TABLE_HINTS[self.name]

    @property
    def columns(self):
        return [field.label for field in self.forms[0].fields.values()] if self.forms else []

    @property
    def given(self):
        return [form for form in self.forms if not form.is_blank]

    @property
    def errors(self):
        return [form for form in self.given if form.errors]

    @cached_property
    def is_valid(self) -> bool:
        return not self.errors

    def rows(self) -> list[dict[str, Any]]:
        return [form.row() for form in self.given]


class SectionForm(forms.ModelForm):
    """One section of a plan or of an action, with its tables. Anything may stay empty."""

    use_required_attribute = False

    def __init__(self, data=None, *, place: Place, record=None):
        self.place = place
        super().__init__(data, instance=record or place.record)
        self.tables = [LinesForm(name, place.action, data) for name in place.section.tables]
        for name, field in self.fields.items():
            field.template_name = FIELD
            field.label = capfirst(field.label)
            field.help_text = HINTS.get(name, field.help_text)
            field.is_expected = True
            if isinstance(field, forms.DateField):
                field.widget = DayInput()
        for name in {"contact", "responsible"} & self.fields.keys():
            partners = place.plan.participants.filter(joined_at__isnull=False, role="partner")
            self.fields[name].queryset = Member.objects.filter(pk__in=partners.values("member"))
        if "partners" in self.fields:
            self.fields["partners"] = forms.ModelMultipleChoiceField(
                place.plan.project.partners.all(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                label=_("Partners concerned"),
            )
            self.fields["partners"].template_name = FIELD
            self.fields["partners"].is_expected = True

    @property
    def rows(self):
        return [[self[name] for name in row] for row in self.place.section.rows]

    @property
    def is_fine(self) -> bool:
        return self.is_valid() and all(table.is_valid for table in self.tables)

    def given(self) -> dict[str, Any]:
        """What was typed without a mistake; a table only as a whole."""
        values = {name: value for name, value in self.cleaned_data.items() if name in self.fields}
        values |= {table.name: table.rows() for table in self.tables if table.is_valid}
        return values


def section_form(place: Place, data=None) -> SectionForm:
    """The form of `place`, about a copy of its record: what is stored stays to compare."""
    model = Action if place.action else ActionPlan
    made = forms.modelform_factory(model, form=SectionForm, fields=place.section.fields)
    return made(data, place=place, record=model.objects.get(pk=place.record.pk))


class NewPlanForm(forms.Form):
    """A project of the member's and an instrument."""

    project = forms.ModelChoiceField(None, label=_("Project"))
    instrument = forms.ModelChoiceField(
        PolicyInstrument.objects.select_related("territory"),
        label=_("Policy instrument"),
        help_text=_("A project has one plan for each instrument."),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=ActionPlan._meta.get_field("language").choices
    )

    def __init__(self, *args, member: Member, **kwargs):
        super().__init__(*args, **kwargs)
        mine = member.project_roles.values("project")
        self.fields["project"].queryset = Project.objects.filter(pk__in=mine)
        self.member = member

    def clean(self):
        values = super().clean()
        project = values.get("project")
        if project and not is_of_project.test(self.member, project):
            raise ValidationError(_("Only members of the project begin its plans."))
        return values


class PlanFileForm(forms.Form):
    """A plan that was taken along."""

    file = LimitedFileField(
        megabytes=1,
        accept=".json,.csv,application/json,text/csv",
        label=_("JSON or CSV file"),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file is None:
            raise ValidationError(_("Choose a file."), "required")
        return file


class TitleForm(forms.Form):
    title = forms.CharField(label=_("Title of the new action"), max_length=250)


class InviteForm(forms.Form):
    person = forms.CharField(
        label=_("Whom"), help_text=_("The address of their page here, from “People”.")
    )
    role = forms.ChoiceField(label=_("As"), choices=[
        (value, capfirst(label)) for value, label in Participant.Role.choices
    ], widget=forms.RadioSelect)  # fmt: skip

    def clean_person(self) -> Member:
        found = thing_called(self.cleaned_data["person"])
        if not isinstance(found, Member):
            raise ValidationError(_("No person’s page has this address."))
        return found


class CommentForm(forms.Form):
    text = limited(_("Your comment"), limit=2000, rows=3)


class SuggestForm(forms.Form):
    """Another text for one field, begun with what stands there."""

    text = forms.CharField(widget=forms.Textarea({"rows": 8}), required=False, strip=False)
    why = limited(_("Why"), limit=600, required=False, rows=2)

    def __init__(self, *args, label: str, before: str, limit: int, **kwargs):
        super().__init__(*args, initial={"text": before}, **kwargs)
        self.fields["text"].label = label
        self.fields["text"].limit = limit
        self.fields["text"].widget.attrs["data-limit"] = str(limit)

    def clean_text(self):
        return normalise_newlines(self.cleaned_data["text"])


class ReasonForm(forms.Form):
    reason = limited(_("Reason"), limit=REASON_LIMIT, rows=6)


class SignForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=150)
    position = forms.CharField(
        label=_("Your position"), max_length=150, help_text=_("In the responsible authority.")
    )
    agreed = forms.BooleanField(label=_("I sign for the responsible authority and may do so."))
    agreed.template_name = "forms/check.html"
    seen = forms.IntegerField(widget=forms.HiddenInput)
