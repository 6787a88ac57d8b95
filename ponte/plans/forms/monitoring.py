"""What is told of an action for a semester, and what is done with it."""

from decimal import Decimal

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ponte.core.files.fields import DocumentField
from ponte.plans.models import Indicator, Report
from ponte.plans.templatetags.plans import figure
from ponte.review.forms import limited

FIELD = "practices/submission/field.html"


def figure_field(label, **more):
    return forms.DecimalField(
        label=label,
        max_digits=17,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal"}),
        **more,
    )


class ReportForm(forms.ModelForm):
    """One report: the action's status, figures of its indicators, money, evidence, words."""

    file = DocumentField(
        label=_("Evidence"),
        help_text=_("A PDF, or a document of LibreOffice or Microsoft Office, that proves it."),
    )

    class Meta:
        model = Report
        fields = ("status", "done", "funds_mobilised", "deviation", "reason", "lessons")
        widgets = {"status": forms.RadioSelect}
        help_texts = {
            "funds_mobilised": _("Money that was granted or spent because of this action."),
            "deviation": _("What goes otherwise than planned."),
            "reason": _("Needed with a deviation, or if it is delayed, not started or abandoned."),
            "lessons": _("What others can learn from it."),
        }

    field_order = ("status", "done")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)
        self.fields["status"].choices = [
            (value, capfirst(str(label))) for value, label in Report.Status.choices
        ]
        self.fields["status"].required = False
        for name in ("status", "done"):
            self.fields[name].template_name = FIELD
            self.fields[name].is_expected = True
        self.fields["funds_mobilised"] = figure_field(
            self.fields["funds_mobilised"].label,
            required=False,
            min_value=0,
            help_text=self.fields["funds_mobilised"].help_text,
        )
        if self.instance.evidence_id:
            self.fields["file"].label = _("Another file in its place")
        self.indicators = {
            f"figure-{each.pk}": each for each in self.instance.action.indicators.all()
        }
        known = {}
        if self.instance.pk:
            known = dict(self.instance.values.values_list("indicator", "value"))
        for name, indicator in self.indicators.items():
            self.fields[name] = figure_field(
                f"{indicator.name} ({indicator.unit})",
                required=False,
                help_text=_("Reached at the end of the semester. Baseline %(from)s, target %(to)s.")
                % {"from": figure(indicator.baseline), "to": figure(indicator.target)},
            )
            self.initial[name] = known.get(indicator.pk)
        self.order_fields(
            ["status", "done", *self.indicators, "funds_mobilised", "file", "deviation", "reason",
             "lessons"]
        )  # fmt: skip

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def figures(self) -> dict[Indicator, Decimal | None]:
        return {indicator: self.cleaned_data[name] for name, indicator in self.indicators.items()}


class ReturnForm(forms.Form):
    why = limited(_("What is missing?"), limit=1000, required=False, rows=3)


class CorrectForm(forms.Form):
    value = figure_field(_("Right value"))
    reason = limited(_("Why is it corrected?"), limit=1000, rows=3)
    file = DocumentField(
        label=_("Evidence"), help_text=_("Without a file it rests on the same evidence.")
    )
