"""A rubric as plain data: what ships, and what a programme writes in a TOML file."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


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
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise RubricUnreadable(f"A part is missing or unknown: {error}") from error
    check(rubric)
    return rubric


def parse_criterion(row: dict) -> CriterionSpec:
    anchors = sorted((int(value), text) for value, text in row.pop("anchors", {}).items())
    weight = Decimal(str(row.pop("weight", 1)))
    return CriterionSpec(anchors=tuple(anchors), weight=weight, **{"question": "", **row})


def check(rubric: RubricSpec) -> None:
    """Raises RubricUnreadable when nobody could judge by `rubric`."""
    slugs = [criterion.slug for criterion in rubric.criteria]
    if not slugs or len(slugs) != len(set(slugs)):
        raise RubricUnreadable("A rubric needs criteria, each with a slug of its own.")
    if rubric.lowest >= rubric.highest:
        raise RubricUnreadable("The highest score lies above the lowest.")
    for criterion in rubric.criteria:
        if criterion.kind not in {"score", "gate"} or criterion.about not in {"practice", "pair"}:
            raise RubricUnreadable(f"{criterion.slug}: unknown kind or subject.")
        if not 0 <= criterion.weight <= 100:
            raise RubricUnreadable(f"{criterion.slug}: a weight lies between 0 and 100.")
        lowest, highest = (0, 1) if criterion.kind == "gate" else (rubric.lowest, rubric.highest)
        if any(not lowest <= value <= highest for value, _text in criterion.anchors):
            raise RubricUnreadable(f"{criterion.slug}: an anchor lies outside the scale.")
    scored = [criterion.weight for criterion in rubric.criteria if criterion.kind == "score"]
    if scored and not sum(scored):
        raise RubricUnreadable("At least one scored criterion needs a weight.")
