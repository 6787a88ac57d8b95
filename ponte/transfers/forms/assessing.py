"""The forms in which a transfer is assessed: a sheet of answers, and the mitigations."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ponte.review.forms import limited
from ponte.transfers import words
from ponte.transfers.models import Answer, Component, Mitigation, Sheet, Transfer
from ponte.transfers.words import Told

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Question:
    """A component with the fields that answer it, and what the platform suggests."""

    component: Component
    suggested: Told | None
    support: forms.BoundField
    importance: forms.BoundField
    agree: forms.BoundField | None
    comment: forms.BoundField
    mitigation: forms.BoundField
    sees_no_way: forms.BoundField

    @property
    def has_errors(self) -> bool:
        fields = (self.support, self.importance, self.comment, self.mitigation)
        return any(field.errors for field in fields)


class AnswersForm(forms.Form):
    """One sheet. As a draft it may have gaps; `require_all` says what is lacking.

    Where the platform suggests a support, it is filled in; it becomes the assessor's own only
    if they say that they agree or choose another.
    """

    def __init__(self, data=None, *, transfer: Transfer, sheet: Sheet | None, suggestions):
        super().__init__(data)
        self.components = list(Component.objects.filter(framework=transfer.framework_id))
        self.suggestions = suggestions
        given = {each.component_id: each for each in sheet.answers.all()} if sheet else {}
        for component in self.components:
            self.add(component, given.get(component.pk, Answer(is_given=False)))

    def add(self, component: Component, answer: Answer) -> None:
        slug, suggested = component.slug, self.suggested(component)
        own = UNKNOWN if answer.support is None else answer.support
        unsaid = "" if suggested is None else suggested
        self.fields[f"support-{slug}"] = forms.TypedChoiceField(
            label=_("How far does the adopting region support it?"),
            choices=[
                *((value, words.named(value)) for value in Answer.Support.values[::-1]),
                (UNKNOWN, _("? I do not know")),
            ],
            coerce=lambda value: None if value == UNKNOWN else int(value),
            empty_value="",
            required=False,
            initial=own if answer.is_given else unsaid,
            widget=forms.RadioSelect,
        )
        self.fields[f"importance-{slug}"] = forms.TypedChoiceField(
            label=_("How important is it?"),
            choices=[(value, words.importance(value)) for value in Answer.Importance.values],
            coerce=int,
            initial=answer.importance,
            widget=forms.RadioSelect,
        )
        if suggested is not None:
            self.fields[f"agree-{slug}"] = forms.BooleanField(
                label=_("I agree with the suggestion: it is my own answer"),
                required=False,
                initial=answer.is_given and answer.support == suggested,
            )
        self.fields[f"comment-{slug}"] = limited(
            _("Why?"), limit=Answer._meta.get_field("comment").limit, required=False, rows=2
        )
        self.fields[f"mitigation-{slug}"] = limited(
            _("What could be done about it?"),
            limit=Answer._meta.get_field("mitigation").limit,
            required=False,
            rows=2,
        )
        self.fields[f"no-way-{slug}"] = forms.BooleanField(
            label=_("I know of nothing that could be done"), required=False
        )
        self.initial.update(
            {
                f"comment-{slug}": answer.comment,
                f"mitigation-{slug}": answer.mitigation,
                f"no-way-{slug}": answer.sees_no_way,
            }
        )

    def suggested(self, component: Component) -> int | None:
        """The support that the platform suggests; None if it suggests none."""
        return self.suggestions.get(component.slug, {}).get("support")

    @property
    def groups(self) -> Iterator[tuple[str, list[Question]]]:
        for group, components in groupby(self.components, key=lambda each: each.group):
            yield str(Component.Group(group).label), [self.question(each) for each in components]

    def question(self, component: Component) -> Question:
        slug = component.slug
        agrees = f"agree-{slug}"
        return Question(
            component=component,
            suggested=words.told(self.suggestions.get(slug, {})),
            support=self[f"support-{slug}"],
            importance=self[f"importance-{slug}"],
            agree=self[agrees] if agrees in self.fields else None,
            comment=self[f"comment-{slug}"],
            mitigation=self[f"mitigation-{slug}"],
            sees_no_way=self[f"no-way-{slug}"],
        )

    def is_decided(self, component: Component) -> bool:
        """The assessor has chosen, and not merely left what was suggested."""
        support = self.cleaned_data[f"support-{component.slug}"]
        if support == "":
            return False
        is_theirs = self.cleaned_data.get(f"agree-{component.slug}", False)
        suggested = self.suggested(component)
        return is_theirs or suggested is None or support != suggested

    def answers(self) -> dict[Component, dict[str, Any]]:
        """What is filled in, as fields of Answer."""
        return {component: self.answer(component) for component in self.components}

    def answer(self, component: Component) -> dict[str, Any]:
        slug, values = component.slug, self.cleaned_data
        is_given = self.is_decided(component)
        return {
            "is_given": is_given,
            "support": values[f"support-{slug}"] if is_given else None,
            "importance": values[f"importance-{slug}"],
            "comment": values[f"comment-{slug}"],
            "mitigation": values[f"mitigation-{slug}"],
            "sees_no_way": values[f"no-way-{slug}"] and not values[f"mitigation-{slug}"],
            "suggestion": self.suggestions.get(slug, {}),
        }

    def require_all(self) -> bool:
        """Add an error to each component that keeps the sheet from being sent; say if none does."""
        for component, answer in self.answers().items():
            slug = component.slug
            if not answer["is_given"]:
                is_suggested = self.cleaned_data[f"support-{slug}"] != ""
                self.add_error(
                    f"support-{slug}",
                    _("Say that you agree with the suggestion, or choose another answer.")
                    if is_suggested
                    else _("Choose an answer; “I do not know” is one."),
                )
            elif (answer["support"] or 0) < 0 and not (
                answer["mitigation"] or answer["sees_no_way"]
            ):
                self.add_error(
                    f"mitigation-{slug}",
                    _("Say what could be done about it, or that you know of nothing."),
                )
        return not self.errors


class MitigationsForm(forms.Form):
    """What the team does about each constraint; a first text is what assessors proposed."""

    def __init__(self, data=None, *, rows):
        super().__init__(data)
        self.rows = rows
        for row in rows:
            slug = row.component.slug
            self.fields[slug] = limited(
                row.component.label,
                limit=Mitigation._meta.get_field("text").limit,
                required=False,
                rows=3,
            )
            proposed = "\n".join(row.proposals)
            self.initial[slug] = row.mitigation.text if row.mitigation else proposed

    @property
    def questions(self):
        return [(row, self[row.component.slug]) for row in self.rows]

    def texts(self) -> dict[Component, str]:
        return {row.component: self.cleaned_data[row.component.slug].strip() for row in self.rows}
