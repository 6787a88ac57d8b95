"""The answers of all assessors side by side, and what they add up to together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from ponte.transfers import transferability
from ponte.transfers.models import Answer, Component, Mitigation, Sheet, Transfer
from ponte.transfers.transferability import IMPORTANCE, SUPPORT, Outcome

# Answers this far apart or further are worth a talk.
FAR_APART = 2


@dataclass(frozen=True)
class Row:
    """One component: the answers in the order of the sheets, None where there is none."""

    component: Component
    answers: Sequence[Answer | None]
    mitigation: Mitigation | None

    @property
    def given(self) -> list[Answer]:
        return [answer for answer in self.answers if answer is not None]

    @property
    def spread(self) -> int | None:
        return transferability.spread(answer.support for answer in self.given)

    @property
    def is_far_apart(self) -> bool:
        return (self.spread or 0) >= FAR_APART

    @property
    def is_against(self) -> bool:
        """Somebody sees a constraint: a mitigation is wanted."""
        return any(answer.is_against for answer in self.given)

    @property
    def blocks(self) -> bool:
        """It blocks as long as nothing is done about it."""
        strongest = (IMPORTANCE[-1], SUPPORT[0])
        return self.mitigation is None and any(
            (answer.importance, answer.support) == strongest for answer in self.given
        )

    @property
    def is_open(self) -> bool:
        return self.is_against and self.mitigation is None

    @property
    def proposals(self) -> list[str]:
        """What assessors say could be done, each once."""
        return list(dict.fromkeys(each.mitigation for each in self.given if each.mitigation))

    @property
    def places(self) -> list[tuple[int, int]]:
        """Each support that was given, and how many gave it, lowest first."""
        supports = [each.support for each in self.given if each.support is not None]
        return [(value, supports.count(value)) for value in SUPPORT if value in supports]


@dataclass(frozen=True)
class Comparison:
    """What the sent sheets of a transfer say. Uses prefetched answers."""

    transfer: Transfer
    sheets: Sequence[Sheet]
    rows: Sequence[Row]

    @property
    def groups(self) -> Iterator[tuple[str, list[Row]]]:
        """The rows by the groups of their components."""
        for group, rows in groupby(self.rows, key=lambda row: row.component.group):
            yield str(Component.Group(group).label), list(rows)

    @cached_property
    def outcome(self) -> Outcome:
        """Of all answers together, each counting alike."""
        return transferability.outcome(
            answer.as_stated(mitigated=row.mitigation is not None)
            for row in self.rows
            for answer in row.given
        )

    @property
    def columns(self) -> list[tuple[Sheet, Outcome]]:
        """Each sheet with its own outcome, mitigated by what the assessor says could be done."""
        return [(sheet, outcome_of(sheet)) for sheet in self.sheets]

    @property
    def against(self) -> list[Row]:
        """The components about which something is to be done, the open ones first."""
        return sorted((row for row in self.rows if row.is_against), key=lambda row: not row.is_open)

    @property
    def open_count(self) -> int:
        return sum(row.is_open for row in self.rows)

    @property
    def far_apart(self) -> list[Row]:
        rows = [row for row in self.rows if row.is_far_apart]
        return sorted(rows, key=lambda row: -(row.spread or 0))


def compare(transfer: Transfer) -> Comparison:
    """The sent sheets of `transfer` side by side, in a constant number of queries."""
    sheets = list(transfer.sheets.sent().with_answers())
    mitigations = {each.component_id: each for each in transfer.mitigations.all()}
    given = {
        (sheet.pk, answer.component_id): answer
        for sheet in sheets
        for answer in sheet.answers.all()
    }
    rows = [
        Row(
            component,
            [given.get((sheet.pk, component.pk)) for sheet in sheets],
            mitigations.get(component.pk),
        )
        for component in Component.objects.filter(framework=transfer.framework_id)
    ]
    return Comparison(transfer, sheets, rows)


def outcome_of(sheet: Sheet) -> Outcome:
    """What one sheet says, as far as it is filled in. Uses prefetched answers."""
    return transferability.outcome(
        answer.as_stated(mitigated=bool(answer.mitigation)) for answer in sheet.answers.all()
    )
