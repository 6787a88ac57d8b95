from django import forms
from django.utils.translation import gettext_lazy as _

from ponte.assessment.forms import AssessmentForm
from ponte.community.models import Member, Organisation
from ponte.core.fields import LimitedTextField
from ponte.practices.models import Practice
from ponte.practices.states import REASON_LIMIT, Event
from ponte.review import actions
from ponte.review.lookup import practice_called, thing_called
from ponte.review.models import REMARK_LIMIT, DeclaredConflict


def limited(label, *, limit, required=True, rows=4, help_text=""):
    """A form field for text of at most `limit` characters, with its counter."""
    field = LimitedTextField(label, limit=limit, blank=not required, help_text=help_text)
    return field.formfield(widget=forms.Textarea(attrs={"rows": rows}))


class ScoresForm(AssessmentForm):
    """An expert's sheet, with a remark for the others."""

    def __init__(self, data=None, *, assignment, hands_in=False):
        self.assignment = assignment
        super().__init__(
            data,
            assessment=actions.sheet(assignment),
            remark=assignment.remark,
            hands_in=hands_in,
        )
        self.fields["remark"] = limited(
            _("Remark"),
            limit=REMARK_LIMIT,
            required=False,
            help_text=_("For the other experts, who read it when all scores are in."),
        )
        self.initial["remark"] = assignment.remark

    def tell_changes(self):
        super().tell_changes()
        if self.sheet.remark not in {"", self.cleaned_data["remark"]}:
            self.add_error("remark", _("In the other window: %s") % self.sheet.remark)

    def save(self):
        """Keep the draft; return the assignment."""
        return actions.keep(
            assignment=self.assignment,
            scores=self.scores,
            remark=self.cleaned_data["remark"],
            basis=self.basis,
        )


class ReasonForm(forms.Form):
    reason = limited(_("Reason"), limit=300)


class HandBackForm(ReasonForm):
    is_conflict = forms.BooleanField(
        label=_("Something keeps me from being impartial"),
        required=False,
        help_text=_("Then you will not be asked about this practice again."),
    )


class AskForm(forms.Form):
    reason = limited(
        _("Your question to the author"),
        limit=REASON_LIMIT,
        help_text=_("Say what is missing. Scores wait until the author has answered."),
    )


class ConcludeForm(forms.Form):
    """The end of a review: an opinion, or a reason."""

    verdict = forms.ChoiceField(
        label=_("Could this inspire policymakers across Europe?"),
        choices=[
            (Event.VALIDATE.value, _("Yes: validate it for the public database")),
            (Event.NOT_SELECT.value, _("No: do not select it")),
        ],
        widget=forms.RadioSelect,
    )
    text = limited(
        _("Expert opinion"),
        limit=Practice._meta.get_field("expert_opinion").limit,
        required=False,
        help_text=_("Needed to validate. Members read it on the page of the practice."),
    )
    reason = limited(
        _("Reason"),
        limit=REASON_LIMIT,
        required=False,
        help_text=_("Needed if it is not selected. The author reads it."),
    )

    def clean(self):
        cleaned = super().clean()
        verdict = cleaned.get("verdict")
        if verdict == Event.VALIDATE and not cleaned.get("text"):
            self.add_error("text", _("Write the expert opinion: members read it."))
        if verdict == Event.NOT_SELECT and not cleaned.get("reason"):
            self.add_error("reason", _("Give a reason: the author needs to know what to do."))
        return cleaned


class PracticeField(forms.CharField):
    """A practice by the address of its page or by its title."""

    def clean(self, value):
        text = super().clean(value)
        practice = practice_called(text)
        if practice is None:
            raise forms.ValidationError(_("No practice has this address or title."))
        return practice


class ConflictQuery(forms.Form):
    practice = PracticeField(
        label=_("Practice"),
        help_text=_("The address of its page, or its exact title."),
        widget=forms.TextInput({"list": "under-review"}),
    )


class DeclareForm(forms.ModelForm):
    about = forms.CharField(
        label=_("Practice, organisation or person"),
        help_text=_("The address of its page here, or the name of a practice or organisation."),
    )
    field_order = ("about", "reason")
    FIELDS = {Practice: "practice", Organisation: "organisation", Member: "member"}

    class Meta:
        model = DeclaredConflict
        fields = ("reason",)
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def clean_about(self):
        found = thing_called(self.cleaned_data["about"])
        if found is None:
            raise forms.ValidationError(_("Nothing here has this address or name."))
        if found == self.instance.expert:
            raise forms.ValidationError(_("Your own practices are excluded anyway."))
        setattr(self.instance, self.FIELDS[type(found)], found)
        return found


class ExpertForm(forms.Form):
    """One of the experts who may be asked by hand."""

    expert = forms.TypedChoiceField(label=_("Expert"))

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        members = {str(each.member.pk): each.member for each in candidates}
        self.fields["expert"].choices = [
            (pk, f"{member} ({member.organisation or _('no organisation')})")
            for pk, member in members.items()
        ]
        self.fields["expert"].coerce = members.get
