"""A rubric as plain data: what ships, and what a programme writes in a TOML file."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.utils.translation import gettext as _


class RubricUnreadable(Exception):
    """The file is no rubric; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class CriterionSpec:
    """One question. `anchors` maps values of the scale to their meaning."""

    slug: str
    name: str
    question: str
    anchors: tuple[tuple[int, str], ...]
    about: str = "practice"
    kind: str = "score"
    weight: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class RubricSpec:
    """A rubric. `threshold` is the score that is enough, `floor` the least any criterion needs."""

    slug: str
    name: str
    description: str
    criteria: tuple[CriterionSpec, ...]
    lowest: int = 0
    highest: int = 5
    threshold: Decimal | None = None
    floor: int | None = None


class Fault(NamedTuple):
    """What is wrong with a rubric, and where: ("criteria", 0, "anchors", 1, "value") is the value
    of the second anchor of the first criterion, () the rubric as a whole."""

    place: tuple[str | int, ...]
    text: str


def parse(text: str) -> RubricSpec:
    """The rubric written in `text` (TOML). Raises RubricUnreadable."""
    try:
        table = tomllib.loads(text)
        criteria = tuple(parse_criterion(row) for row in table.pop("criterion"))
        threshold = table.pop("threshold", None)
        rubric = RubricSpec(
            criteria=criteria,
            threshold=None if threshold is None else Decimal(str(threshold)),
            **{"description": "", **table},
        )
    except tomllib.TOMLDecodeError as error:
        raise RubricUnreadable(str(error)) from error
    except (AttributeError, KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise RubricUnreadable(f"A part is missing or unknown: {error}") from error
    check(rubric)
    return rubric


def parse_criterion(row: dict) -> CriterionSpec:
    anchors = sorted((int(value), text) for value, text in row.pop("anchors", {}).items())
    weight = Decimal(str(row.pop("weight", 1)))
    return CriterionSpec(anchors=tuple(anchors), weight=weight, **{"question": "", **row})


def check(rubric: RubricSpec) -> None:
    """Raises RubricUnreadable when nobody could judge by `rubric`."""
    for fault in faults(rubric):
        match fault.place:
            case ("criteria", int(at), *_rest):
                raise RubricUnreadable(f"{rubric.criteria[at].slug}: {fault.text}")
            case _:
                raise RubricUnreadable(str(fault.text))


def faults(rubric: RubricSpec) -> Iterator[Fault]:
    """All that keeps people from judging by `rubric`."""
    if rubric.lowest >= rubric.highest:
        yield Fault(("highest",), _("The highest score lies above the lowest."))
        return
    for name in ("threshold", "floor"):
        value = getattr(rubric, name)
        if value is not None and not rubric.lowest <= value <= rubric.highest:
            yield Fault((name,), _("This lies outside the scale."))
    for at, criterion in enumerate(rubric.criteria):
        if criterion.slug in {other.slug for other in rubric.criteria[:at]}:
            yield Fault(("criteria", at, "name"), _("Another criterion is called like this."))
        yield from faults_of(criterion, at, rubric)
    if not any(each.about == "practice" for each in rubric.criteria):
        yield Fault((), _("At least one criterion is about the practice: experts judge by these."))
    scored = [each.weight for each in rubric.criteria if each.kind == "score"]
    if scored and not sum(scored):
        yield Fault((), _("At least one scored criterion needs a weight."))


def faults_of(criterion: CriterionSpec, at: int, rubric: RubricSpec) -> Iterator[Fault]:
    place = ("criteria", at)
    if criterion.kind not in {"score", "gate"}:
        yield Fault((*place, "kind"), _("A criterion is scored, or must be met."))
    if criterion.about not in {"practice", "pair"}:
        yield Fault((*place, "about"), _("A criterion is about the practice, or about the pair."))
    if not 0 <= criterion.weight <= 100:
        yield Fault((*place, "weight"), _("A weight lies between 0 and 100."))
    lowest, highest = (0, 1) if criterion.kind == "gate" else (rubric.lowest, rubric.highest)
    for number, (value, _text) in enumerate(criterion.anchors):
        if not lowest <= value <= highest:
            text = _("Scores of this criterion lie between %(lowest)d and %(highest)d.")
            yield Fault(
                (*place, "anchors", number, "value"), text % {"lowest": lowest, "highest": highest}
            )
