"""What people fill in about results, trials and questions."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ponte.practices.judging.models import Adoption, EvidenceEntry, Question
from ponte.regions.forms import RegionField


def source_field(label):
    return forms.URLField(
        label=label,
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("The address of a report or data where others can check it."),
    )


def check_year(year):
    """Nobody has measured or tried anything in the future. Raises ValidationError."""
    if year is not None and year > timezone.localdate().year:
        raise ValidationError(_("This year has not begun."))
    return year


class ResultForm(forms.ModelForm):
    region = RegionField(
        label=_("Region where it was measured"),
        required=False,
        help_text=_("A code or a name, as in ES51 or Catalonia. Empty: where the practice is."),
    )
    source = source_field(_("Source"))

    class Meta:
        model = EvidenceEntry
        fields = (
            "measured",
            "figure",
            "unit",
            "first_year",
            "last_year",
            "comparison",
            "compared_figure",
            "region",
            "source",
            "evaluator",
            "is_independent",
            "speaks_against",
        )
        labels = {"compared_figure": _("Figure then or there")}
        help_texts = {
            "measured": _("For example: firms that were still in business after three years."),
            "unit": _("For example: firms, percent of firms, euros a year."),
            "first_year": _("If the figure is about several years."),
            "last_year": _("The year the figure is about, or the last of them."),
            "evaluator": _("Who found the result."),
        }

    def clean_last_year(self):
        return check_year(self.cleaned_data["last_year"])


class TrialForm(forms.ModelForm):
    """A report in the name of the reporter's own region."""

    source = source_field(_("Evidence"))

    class Meta:
        model = Adoption
        fields = ("organisation_name", "year", "adapted", "cost", "result", "outcome", "source")
        widgets = {"result": forms.RadioSelect}
        help_texts = {
            "year": _("When it began in your region."),
            "adapted": _("What you did in another way, and why."),
            "cost": _("About what it cost you, without the work of your own staff."),
            "outcome": _("What happened, and why it did or did not work. Failures teach too."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = Adoption.Result.choices

    def clean_year(self):
        return check_year(self.cleaned_data["year"])


class QuestionForm(forms.ModelForm):
    class Meta:
        model = Question
        fields = ("text",)
        labels = {"text": _("Your question")}
        help_texts = {
            "text": _(
                "It goes to those who run the practice. With their answer it stays on the page, "
                "with your name; without an answer nobody else sees it."
            )
        }


class AnswerForm(forms.Form):
    """An answer of at most `limit` characters."""

    answer = Question._meta.get_field("answer").formfield(
        label=_("Answer"), required=True, widget=forms.Textarea({"rows": 6})
    )


class ReasonForm(forms.Form):
    reason = Question._meta.get_field("hidden_reason").formfield(
        label=_("Reason"),
        required=True,
        help_text=_("Its author reads the reason."),
    )
