from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ponte.assessment.models import Score
from ponte.community.models import Member, Organisation
from ponte.core.fields import LimitedTextField
from ponte.practices.models import Practice
from ponte.practices.states import REASON_LIMIT, Event
from ponte.review.lookup import practice_called, thing_called
from ponte.review.models import REMARK_LIMIT, DeclaredConflict

COMMENT_LIMIT = Score._meta.get_field("comment").limit


def limited(label, *, limit, required=True, rows=4, help_text=""):
    """A form field for text of at most `limit` characters, with its counter."""
    field = LimitedTextField(label, limit=limit, blank=not required, help_text=help_text)
    return field.formfield(widget=forms.Textarea(attrs={"rows": rows}))


class ScoresForm(forms.Form):
    """The scores of one assessment, criterion by criterion. A draft may have gaps."""

    remark = limited(
        _("Remark"),
        limit=REMARK_LIMIT,
        required=False,
        help_text=_("For the other experts, who read it when all scores are in."),
    )

    def __init__(self, *args, assessment, is_draft=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria = list(assessment.criteria)
        given = {score.criterion_id: score for score in assessment.scores.all()}
        for criterion in self.criteria:
            score = given.get(criterion.pk)
            self.fields[f"value-{criterion.pk}"] = forms.TypedChoiceField(
                label=criterion.label,
                help_text=criterion.prompt,
                choices=scale(criterion),
                coerce=int,
                empty_value=None,
                required=not is_draft,
                error_messages={"required": _("Choose a score.")},
                initial=score and score.value,
                widget=forms.RadioSelect,
            )
            comment = limited(_("Why this score"), limit=COMMENT_LIMIT, required=False, rows=2)
            comment.initial = score and score.comment
            self.fields[f"comment-{criterion.pk}"] = comment
        self.order_fields([name for name in self.fields if name != "remark"])

    @property
    def scores(self):
        """Criteria with (value or None, comment)."""
        data = self.cleaned_data
        return {
            each: (data[f"value-{each.pk}"], data[f"comment-{each.pk}"]) for each in self.criteria
        }


def scale(criterion):
    """The values of a criterion with what each of them means."""
    meanings = {anchor.value: anchor.label for anchor in criterion.anchors.all()}
    if criterion.is_gate:
        meanings = {0: _("Not met"), 1: _("Met")} | meanings
    return [
        (value, format_lazy("{} – {}", value, meanings[value]) if value in meanings else value)
        for value in criterion.values
    ]


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
        label=_("Practice"), help_text=_("The address of its page, or its exact title.")
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
