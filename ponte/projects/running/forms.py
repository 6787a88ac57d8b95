"""What those who run a project, and its partners, fill in about their partnership and money."""

from decimal import Decimal
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ponte.community.forms import OrganisationField
from ponte.community.models import Organisation, name_key
from ponte.core.files.fields import DocumentField
from ponte.core.lines import LinesField
from ponte.instruments.models import PolicyInstrument
from ponte.projects.budgets import office_costs
from ponte.projects.models import (
    AssociatedPolicyAuthority,
    BudgetLine,
    ProjectPartner,
    StakeholderGroup,
)
from ponte.regions.forms import RegionField

Category = BudgetLine.Category
LEAD = ProjectPartner.Role.LEAD


def capitalised(form):
    for field in form.fields.values():
        field.label = capfirst(field.label)


def euro_field(**options):
    widget = forms.TextInput({"inputmode": "decimal", "size": 14, "autocomplete": "off"})
    return forms.DecimalField(
        min_value=0, max_digits=17, decimal_places=2, required=False, widget=widget, **options
    )


def instruments_of(project):
    """The instruments that partners of `project` address."""
    addressed = ProjectPartner.instruments.through.objects.filter(projectpartner__project=project)
    return PolicyInstrument.objects.filter(
        pk__in=addressed.values("policyinstrument")
    ).select_related("territory")


def instrument_called(text):
    """The instrument with this address or name. Raises ValidationError."""
    slug = urlsplit(text.strip()).path.rstrip("/").rpartition("/")[2]
    key = name_key(text)
    by_name = Q(name_key=key) | Q(name_en__iexact=text.strip())
    found = PolicyInstrument.objects.filter(slug=slug) or PolicyInstrument.objects.filter(by_name)
    if not found:
        raise ValidationError(_("No policy instrument here has this name."))
    if len(found) > 1:
        raise ValidationError(_("Several instruments have this name. Give the address of one."))
    return found[0]


class OrganisationsField(LinesField):
    """Organisations, one per line, each by its name in either language or its abbreviation."""

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return "\n".join(getattr(each, "name_en", each) for each in value)

    def clean(self, value):
        found, missing = [], []
        for name in super().clean(value):
            named = Organisation.objects.filter(slug=name) or Organisation.objects.called(name)[:2]
            if len(named) == 1:
                found.append(named[0])
            else:
                missing.append(name)
        if missing:
            raise ValidationError(
                _("Not one organisation here has the name %(names)s."),
                params={"names": "; ".join(missing)},
            )
        return list({each.pk: each for each in found}.values())


class PartnerForm(forms.ModelForm):
    """A partner. Who speaks for it only does not change what others rely on."""

    RELIED_ON = ("name", "organisation", "role", "legal_status", "cofinancing_rate")

    organisation = OrganisationField(
        label=_("Organisation here"),
        required=False,
        help_text=_("Its name, if it has a page here: its people may then edit their part."),
    )
    region = RegionField(
        label=_("Region"), required=False, help_text=_("A name or a code: Catalonia, ES51.")
    )
    instruments = forms.ModelMultipleChoiceField(
        label=_("Policy instruments addressed"),
        queryset=PolicyInstrument.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    another = forms.CharField(
        label=_("Another instrument"),
        required=False,
        help_text=_("The address of its page here, or its exact name."),
    )

    class Meta:
        model = ProjectPartner
        fields = (
            "name", "organisation", "region", "role", "legal_status", "cofinancing_rate",
            "cofinancing_source",
            "contribution", "instruments",
        )  # fmt: skip
        help_texts = {
            "legal_status": _("What the EU pays follows from it, where the programme says so."),
            "cofinancing_rate": _(
                "Where the programme has a rate for the legal status, it counts."
            ),
            "cofinancing_source": _("Where the rest of its budget comes from."),
        }
        widgets = {"contribution": forms.Textarea({"rows": 6})}

    def __init__(self, *args, project, runs, **kwargs):
        super().__init__(*args, **kwargs)
        self.project = self.instance.project = project
        offered = self.fields["instruments"]
        offered.queryset = instruments_of(project)
        if not offered.queryset.exists():
            del self.fields["instruments"]
        for name in () if runs else self.RELIED_ON:
            del self.fields[name]
        capitalised(self)

    def clean_another(self):
        text = self.cleaned_data["another"]
        return instrument_called(text) if text else None

    def clean_role(self):
        """A project has one lead partner."""
        role = self.cleaned_data["role"]
        others = self.project.partners.filter(role=LEAD).exclude(pk=self.instance.pk)
        if role == LEAD and (leading := others.first()):
            raise ValidationError(
                _("A project has one lead partner, and %(name)s is it. Change its role first."),
                params={"name": leading.name},
            )
        return role

    @property
    def addressed(self):
        another = self.cleaned_data.get("another")
        return [*self.cleaned_data.get("instruments", ()), *([another] if another else ())]


class BudgetForm(forms.Form):
    """A partner's costs by category. With a total that was typed they add up to it."""

    total = euro_field(
        label=_("Total, to check"),
        help_text=_("As in your application, if you like: we check that the costs add up to it."),
    )

    def __init__(self, *args, partner, **kwargs):
        super().__init__(*args, **kwargs)
        self.rate = partner.project.programme and partner.project.programme.office_rate
        former = {line.category: line.amount for line in partner.budget_lines.all()}
        for code, label in Category.choices:
            if code == Category.OFFICE and self.rate is not None:
                continue
            self.fields[code] = euro_field(label=capfirst(label), initial=former.get(code))
        self.order_fields([*Category.values, "total"])

    @property
    def costs(self):
        return [self[code] for code in Category.values if code in self.fields]

    @property
    def amounts(self) -> dict[str, Decimal]:
        return {
            code: self.cleaned_data[code] for code in Category.values if self.cleaned_data.get(code)
        }

    def clean(self):
        values = super().clean()
        total = values.get("total")
        if self.errors or total is None:
            return values
        found = sum(self.amounts.values(), Decimal(0))
        if self.rate is not None:
            found += office_costs(values.get(Category.STAFF) or Decimal(0), self.rate)
        if found != total:
            self.add_error(
                "total",
                ValidationError(
                    _("The costs add up to %(found)s €: %(gap)s € more or less than this total."),
                    params={"found": found, "gap": abs(found - total)},
                ),
            )
        return values


class SpendingForm(forms.Form):
    """What is to be spent in each semester."""

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        planned = {step.semester: step.amount for step in project.spending_plan.all()}
        self.semesters = [each for each in project.phases.semesters if each.number]
        for each in self.semesters:
            self.fields[f"semester-{each.number}"] = euro_field(
                label=_("Semester %(n)d") % {"n": each.number}, initial=planned.get(each.number)
            )

    @property
    def rows(self):
        return [(each, self[f"semester-{each.number}"]) for each in self.semesters]

    @property
    def amounts(self) -> dict[int, Decimal]:
        return {
            each.number: self.cleaned_data.get(f"semester-{each.number}") or Decimal(0)
            for each in self.semesters
        }


class AuthorityForm(forms.ModelForm):
    organisation = OrganisationField(
        label=_("Organisation"), help_text=_("Its name in English or in its own language.")
    )
    letter = DocumentField(
        label=_("Signed letter"),
        help_text=_(
            "PDF or office document. Only people of the project and the secretariat see it."
        ),
    )

    class Meta:
        model = AssociatedPolicyAuthority
        fields = ("organisation", "instrument", "letter_signed_on", "letter_signed_by")
        widgets = {"letter_signed_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.project = project
        self.fields["instrument"].queryset = instruments_of(project)
        capitalised(self)

    def clean(self):
        values = super().clean()
        same = AssociatedPolicyAuthority.objects.filter(
            project=self.instance.project,
            organisation=values.get("organisation"),
            instrument=values.get("instrument"),
        )
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("organisation", _("It is associated for this instrument already."))
        return values


class StakeholdersForm(forms.ModelForm):
    organisations = OrganisationsField(
        label=_("Organisations"),
        required=False,
        help_text=_("One per line, each by its name here. People are not named."),
    )

    class Meta:
        model = StakeholderGroup
        fields = ("role",)
        widgets = {"role": forms.Textarea({"rows": 4})}

    field_order = ("organisations", "role")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["organisations"] = list(self.instance.organisations.all())
        capitalised(self)


class InstrumentForm(forms.ModelForm):
    """A policy instrument that is not here yet, and who of the project addresses it."""

    responsible_authority = OrganisationField(
        label=_("Responsible authority"),
        help_text=_("Its name in English or in its own language, or its abbreviation."),
    )
    territory = RegionField(
        label=_("Territory"), help_text=_("A name or a code: Catalonia, Estonia, ES51.")
    )
    partners = forms.ModelMultipleChoiceField(
        label=_("Addressed by"),
        queryset=ProjectPartner.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    homepage = forms.URLField(
        label=_("Homepage"), required=False, assume_scheme="https", max_length=250
    )

    class Meta:
        model = PolicyInstrument
        fields = (
            "name_en", "name_original", "type", "cci", "responsible_authority", "territory",
            "period", "total_budget", "addressed_budget", "priority", "baseline_weakness",
            "expected_improvement", "homepage",
        )  # fmt: skip
        widgets = {
            "baseline_weakness": forms.Textarea({"rows": 4}),
            "expected_improvement": forms.Textarea({"rows": 4}),
        }

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partners"].queryset = project.partners.all()
        capitalised(self)
