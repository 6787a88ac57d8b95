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


class AssessmentForm(forms.Form):
    """Scores of one assessment. Nothing is required before it is handed in.

    `save` keeps the draft; `require_all` says whether it may be handed in.
    """

    def __init__(self, data=None, *, assessment):
        self.assessment = assessment
        self.criteria = list(assessment.criteria)
        given = {score.criterion_id: score for score in assessment.scores.all()}
        super().__init__(data)
        for criterion in self.criteria:
            self.add(criterion, given.get(criterion.pk))

    def add(self, criterion, score):
        meanings = {anchor.value: anchor.label for anchor in criterion.anchors.all()}
        self.fields[f"score-{criterion.slug}"] = forms.TypedChoiceField(
            label=criterion.label,
            help_text=criterion.prompt,
            choices=[(value, named(value, meanings)) for value in criterion.values],
            coerce=int,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            initial=score.value if score else None,
        )
        comment = Score._meta.get_field("comment").formfield(
            label=_("Why? (%(criterion)s)") % {"criterion": criterion.label},
            initial=score.comment if score else "",
            widget=forms.Textarea({"rows": 2}),
        )
        self.fields[f"comment-{criterion.slug}"] = comment

    @property
    def questions(self):
        return [
            Question(each, self[f"score-{each.slug}"], self[f"comment-{each.slug}"])
            for each in self.criteria
        ]

    def clean(self):
        """A comment is kept with its score: without one it would be lost."""
        values = super().clean()
        for criterion in self.criteria:
            name = f"score-{criterion.slug}"
            if values.get(f"comment-{criterion.slug}") and values.get(name, 0) is None:
                self.add_error(name, _("Give a score to what you have commented on."))
        return values

    def require_all(self):
        """Add an error to each criterion without a score; say whether there is none."""
        for criterion in self.criteria:
            name = f"score-{criterion.slug}"
            if name not in self.errors and self.cleaned_data[name] is None:
                self.add_error(name, _("Give a score before you hand in."))
        return not self.errors

    def save(self):
        """Keep what is filled in as a draft; return the assessment."""
        return actions.score(
            assessment=self.assessment,
            scores={
                each: (
                    self.cleaned_data[f"score-{each.slug}"],
                    self.cleaned_data[f"comment-{each.slug}"],
                )
                for each in self.criteria
            },
        )


def named(value, meanings):
    return f"{value} – {meanings[value]}" if value in meanings else str(value)
