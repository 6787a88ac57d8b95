"""The forms of the sections. Everything but the title may stay empty in a draft."""

from typing import Any

from django import forms
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ponte.core.files.fields import DocumentField, PictureField
from ponte.core.lines import LinesField
from ponte.practices.completeness import needed
from ponte.practices.models import Practice
from ponte.practices.submission.actions import possible_co_authors
from ponte.practices.submission.sections import SECTIONS, Section
from ponte.regions.forms import RegionField
from ponte.topics.forms import TopicsField
from ponte.topics.models import Topic

FIELD = "practices/submission/field.html"


class YesNoField(forms.TypedChoiceField):
    """A question with the answers yes and no. Gives a bool, or None without an answer."""

    def __init__(self, **kwargs):
        answers = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]
        kwargs.setdefault("widget", forms.RadioSelect)
        super().__init__(choices=answers, coerce=lambda value: value == "yes", empty_value=None,
                         required=False, **kwargs)  # fmt: skip

    def prepare_value(self, value):
        return {True: "yes", False: "no"}.get(value, value)


def month_field(label):
    return forms.TypedChoiceField(
        choices=[("", "–"), *MONTHS.items()],
        coerce=int,
        empty_value=None,
        required=False,
        label=label,
    )


def year_field(label):
    return forms.IntegerField(
        min_value=1800,
        max_value=2200,
        required=False,
        label=label,
        localize=False,
        widget=forms.TextInput({"inputmode": "numeric", "size": 6, "class": "short"}),
    )


WHERE = _("A name or a code: Catalonia, Estonia, ES51.")
FIELDS = {
    "from_project": lambda: YesNoField(
        label=_("Does it come from a project?"),
        help_text=_("Yes, if a cooperation project found it while its partners learned."),
    ),
    "institution_region": lambda: RegionField(
        label=_("Its region or country"), required=False, help_text=WHERE
    ),
    "region": lambda: RegionField(label=_("Region or country"), required=False, help_text=WHERE),
    "topics": lambda: TopicsField(label=_("Topics"), required=False),
    "keywords": lambda: LinesField(
        label=_("Keywords"), required=False, help_text=_("One per line.")
    ),
    "public_intervention": lambda: YesNoField(
        label=_("Is it linked to a public intervention?"),
        help_text=_("A programme, law, budget or service of a public authority."),
    ),
    "start_month": lambda: month_field(_("Start: month")),
    "start_year": lambda: year_field(_("Start: year")),
    "ongoing": lambda: YesNoField(label=_("Is it still running?")),
    "end_month": lambda: month_field(_("End: month")),
    "end_year": lambda: year_field(_("End: year")),
    "image_rights": lambda: forms.BooleanField(
        label=_("I may publish this picture"), required=False
    ),
    "further_information": lambda: forms.URLField(
        label=_("Where to read more"), required=False, max_length=500, assume_scheme="https"
    ),
}
HINTS = {
    "title": _("What it does, in words that people elsewhere understand. No slogan."),
    "short_summary": _("One sentence for lists: who does what for whom."),
    "language": _("The language you write in."),
    "project": _("Only the project in which it was found."),
    "institution_name": _("Who answers for it; it may be another body than yours."),
    "scope": _("How far it reaches."),
    "city": _("May stay empty for a national practice."),
    "latitude": _("Only if the place itself matters; otherwise the region is shown."),
    "outside_partnership_justification": _(
        "Only if it lies outside the regions of its project: why it is worth an exception."
    ),
    "detailed_information": _(
        "What was the problem? How does it work, step by step? Who takes part, who gains? "
        "A blank line begins a paragraph, “- ” a list."
    ),
    "resources_needed": _("Money by year and source, staff, equipment."),
    "evidence_of_success": _(
        "Results that exist already, with figures: what, how much, since when."
    ),
    "challenges_encountered": _(
        "What went wrong and what you learned. Others gain most from this."
    ),
    "potential_for_learning_or_transfer": _(
        "What others need to do the same, what may stand in the way, and who has done it already."
    ),
    "image_alt": _("Read out to those who do not see it, and shown when it does not load."),
    "image_credit": _("Named beside the picture, with the licence if it has one."),
    "image_rights": _(
        "I made it, or its maker agrees; and whoever can be recognised in it agrees too."
    ),
    "co_authors": _("They may edit and send it as you do."),
}
EXAMPLES = {
    "title": _("Early warning advisers for firms in difficulty"),
    "short_summary": _(
        "Volunteer advisers call owners whose firms show signs of distress, months before "
        "insolvency."
    ),
    "institution_name": _("Chamber of Commerce of Girona"),
    "keywords": _("insolvency"),
    "inspired_public_policy": _("The regional SME strategy 2025 names it and funds it."),
    "outside_partnership_justification": _(
        "It is the only service of its kind that was evaluated; two partners visited it."
    ),
    "detailed_information": _(
        "Every fourth insolvency could be avoided if owners sought help in time. A firm calls; "
        "an adviser comes within a week …"
    ),
    "resources_needed": _("Four advisers; 200,000 euro a year, half of it from the ERDF."),
    "evidence_of_success": _("214 of 300 firms advised in 2021 were still in business in 2023."),
    "challenges_encountered": _("Owners come late; banks now hand out our number."),
    "image_alt": _("An adviser and a baker bend over a ledger in her shop."),
    "image_credit": _("Laia Puig, CC BY 4.0"),
    "potential_for_learning_or_transfer": _(
        "Needs trust of the courts and one coordinator. Flanders runs it since 2021."
    ),
}


class SectionForm(forms.ModelForm):
    """One section. `rows` are its fields as the page shows them."""

    required_css_class = "required"
    section: Section
    use_required_attribute = False

    class Meta:
        model = Practice
        fields: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "topics" in self.fields:
            present = Q(pk__in=self.instance.topics.values("pk")) if self.instance.pk else Q()
            topics = Topic.objects.filter(Q(period=Topic.Period.P2021) | present)
            hub_position = Coalesce("parent__position", "position")
            self.fields["topics"].queryset = topics.order_by("-period", hub_position, "code")
        if "co_authors" in self.fields:
            self.fields["co_authors"].queryset = possible_co_authors(self.instance)
        expected = {*needed(self.instance), "start_year", "image_alt"}
        for name, field in self.fields.items():
            field.template_name = FIELD
            field.help_text = HINTS.get(name, field.help_text)
            field.example = EXAMPLES.get(name, "")
            field.is_expected = name in expected or field.required

    @property
    def rows(self):
        return [[self[name] for name in row] for row in self.section.rows]

    def given(self):
        """What was typed without a mistake, as the model keeps it."""
        return {
            name: value if name in {"topics", "co_authors"} else getattr(self.instance, name)
            for name, value in self.cleaned_data.items()
            if name in self._meta.fields and name not in self.errors
        }


class FilesForm(SectionForm):
    """The section with files. What was said of a former picture does not hold for a new one."""

    SAID_OF_IT = ("image_alt", "image_credit", "image_rights")

    picture = PictureField(
        label=_("Choose a picture"),
        help_text=_(
            "JPEG, PNG or WebP. The place and time that cameras write into it are removed."
        ),
    )
    document = DocumentField(
        label=_("File to add"),
        help_text=_("PDF, or a document of LibreOffice or Microsoft Office."),
    )
    document_title = forms.CharField(
        label=_("What it is"), max_length=120, required=False, help_text=_("Empty: its file name.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.image_id:
            self.fields["picture"].label = _("Another one in its place")

    def clean(self):
        data = super().clean()
        goes = self.data.get("remove") == "picture"
        is_replaced = data.get("picture") and self.instance.image_id
        for name in self.SAID_OF_IT:
            if goes or (is_replaced and name not in self.changed_data):
                data[name] = self.fields[name].to_python(None)
        return data


def make_form(section: Section) -> type[forms.ModelForm]:
    fields = {name: FIELDS[name]() for name in section.fields if name in FIELDS}
    if "co_authors" in section.fields:
        fields["co_authors"] = forms.ModelMultipleChoiceField(
            None, required=False, widget=forms.CheckboxSelectMultiple, label=_("Co-authors")
        )
    base = FilesForm if section.slug == "files" else SectionForm
    own = type("Own", (base,), {**fields, "section": section})
    return forms.modelform_factory(Practice, form=own, fields=section.fields)


FORMS: dict[str, Any] = {section.slug: make_form(section) for section in SECTIONS}


class ReasonForm(forms.Form):
    """A question to the authors, or why a practice is declined."""

    reason = forms.CharField(
        label=_("Your words to the authors"),
        widget=forms.Textarea({"rows": 4}),
        max_length=1000,
        help_text=_("What is missing or why it does not fit. They read it as you write it."),
    )
