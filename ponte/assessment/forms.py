"""The form in which somebody judges: one question per criterion, drawn by assessment/_form.html."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from ponte.assessment import actions
from ponte.assessment.models import Criterion, Score


@dataclass(frozen=True, slots=True)
class Question:
    """A criterion with the fields that answer it."""

    criterion: Criterion
    score: forms.BoundField
    comment: forms.BoundField


class ScoreField(forms.TypedChoiceField):
    """A score that is asked for. Whether it may be missing for now is for the form to say."""

    def validate(self, value):
        if value not in self.empty_values:
            super().validate(value)


class AssessmentForm(forms.Form):
    """Scores of one assessment. A draft may have gaps, what `hands_in` may not."""

    def __init__(self, data=None, *, assessment, remark="", hands_in=False):
        self.assessment = assessment
        self.sheet = actions.sheet_of(assessment, remark)
        self.hands_in = hands_in
        self.criteria = list(assessment.criteria)
        super().__init__(data)
        for criterion in self.criteria:
            self.add(criterion, *self.sheet.answers.get(criterion.pk, (None, "")))

    def add(self, criterion, value, comment):
        meanings = {anchor.value: anchor.label for anchor in criterion.anchors.all()}
        self.fields[f"score-{criterion.slug}"] = ScoreField(
            label=criterion.label,
            help_text=criterion.prompt,
            choices=[(each, named(each, meanings)) for each in criterion.values],
            coerce=int,
            empty_value=None,
            widget=forms.RadioSelect,
            initial=value,
        )
        self.fields[f"comment-{criterion.slug}"] = Score._meta.get_field("comment").formfield(
            label=_("Why? (%(criterion)s)") % {"criterion": criterion.label},
            initial=comment,
            widget=forms.Textarea({"rows": 2}),
        )

    @property
    def questions(self):
        return [
            Question(each, self[f"score-{each.slug}"], self[f"comment-{each.slug}"])
            for each in self.criteria
        ]

    @property
    def basis(self):
        """The fingerprint of the sheet that was filled in; None if it was not sent along."""
        return self.data.get("basis")

    def clean(self):
        """A comment is kept with its score: without one it would be lost."""
        values = super().clean()
        for criterion in self.criteria:
            name = f"score-{criterion.slug}"
            if name in self.errors or values.get(name) is not None:
                continue
            if self.hands_in:
                self.add_error(name, _("Choose a score."))
            elif values.get(f"comment-{criterion.slug}"):
                self.add_error(name, _("Give a score to what you have commented on."))
        return values

    @property
    def scores(self):
        """By criterion the value or None, and the comment."""
        return {each: self.answer(each) for each in self.criteria}

    def answer(self, criterion):
        values = self.cleaned_data
        return values.get(f"score-{criterion.slug}"), values.get(f"comment-{criterion.slug}", "")

    def tell_changes(self):
        """Say at each question what is stored and differs from what was sent."""
        self.add_error(
            None,
            _(
                "You wrote on this sheet in another window meanwhile. What you typed here is "
                "below, not kept yet, beside what differs: choose, and send it again."
            ),
        )
        for question in self.questions:
            value, comment = self.sheet.answers.get(question.criterion.pk, (None, ""))
            if (value, comment) != self.answer(question.criterion):
                kept = dict(question.score.field.choices).get(value, _("no score"))
                text = f"{kept} – {comment}" if comment else kept
                self.add_error(question.score.name, _("In the other window: %s") % text)

    def save(self):
        """Keep what is filled in as a draft; return the assessment."""
        return actions.score(assessment=self.assessment, scores=self.scores, basis=self.basis)


def named(value, meanings):
    return f"{value} – {meanings[value]}" if value in meanings else str(value)
