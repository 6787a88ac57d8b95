"""From the code a figure was given under to the regions of the present NUTS."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import gettext as _

from ponte.regions import nuts
from ponte.regions.codes import EUROSTAT_CODES

# Less than this share of both regions is a corrected border, not a change.
SLIVER = 0.01
# A region with this share of its people in another has gone into it as a whole.
WHOLE = 0.9
# The parts that are given must make up this share of the region to stand for it.
COMPLETE = 0.99

AGGREGATE = re.compile(r"(EU|EA|EFTA|EEA)([0-9_].*)?")
NOWHERE = re.compile(r"[A-Z]{2}X+")

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Given:
    """A figure of a file: under `code`, at `row` of `file`."""

    code: str
    year: int
    value: float
    flag: str
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A figure of a present region, and the NUTS version it was given in."""

    code: str
    year: int
    value: float
    flag: str
    nuts_version: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a figure of a file is not stored under `code`."""

    file: str
    row: int
    code: str
    year: str
    reason: str


@dataclass(slots=True)
class Carried:
    """What became of the figures of one indicator.

    Each given figure is counted once: `unchanged` under its own code, `converted` where
    at least one region has it in its figure, else `rejected`. `refusals` has a line per
    rejected figure, and lines for regions that a converted figure could not reach.
    """

    kept: dict[Key, Kept] = field(default_factory=dict)
    unchanged: int = 0
    converted: int = 0
    made: int = 0
    rejected: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, given: Given, reason: str) -> None:
        self.refusals.append(Refusal(given.file, given.row, given.code, str(given.year), reason))


def present_code(written: str) -> str:
    """The code as Eurostat writes it: "GR11" -> "EL11"."""
    code = written.upper()
    return EUROSTAT_CODES.get(code[:2], code[:2]) + code[2:]


def is_aggregate(code: str) -> bool:
    """Whether `code` is a group of countries: "EU27_2020", "EA19"."""
    return AGGREGATE.fullmatch(code) is not None


@cache
def recoded() -> dict[str, tuple[str, str]]:
    """What the workbook says of each code of NUTS 2021 that NUTS 2024 does not have.

    {"NL332": ("NL361", "Code change"), "PT17": ("", "Split")}
    """
    changes = {}
    for title in ("NUTS2021- NUTS2024", "SR2021- SR2024"):
        for row in nuts.sheet(title):
            old, new, change = row[2], row[3], row[7]
            if old and old != new:
                changes[old] = (new or "", change or "")
    return changes


class Flows:
    """How the people, or the land, of old regions are spread over the present ones.

    `rows` are (from_code, from_version, to_code, weight); a code belongs to the newest
    version that knows it.
    """

    def __init__(self, rows: Iterable[tuple[str, str, str, float]] = ()):
        self.versions: dict[str, str] = {}
        self.targets: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
        self.sources: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
        for old, version, new, weight in rows:
            if version > self.versions.get(old, ""):
                self.versions[old] = version
            self.targets[old, version][new] = weight
            self.sources[new, version][old] = weight

    def share(self, old: str, version: str, new: str) -> float:
        """The share of the old region that lies in the new one."""
        targets = self.targets[old, version]
        return _part(targets.get(new, 0.0), targets)

    def part(self, old: str, version: str, new: str) -> float:
        """The share of the new region that comes from the old one."""
        sources = self.sources[new, version]
        return _part(sources.get(old, 0.0), sources)

    def is_sliver(self, old: str, version: str, new: str) -> bool:
        return self.share(old, version, new) < SLIVER and self.part(old, version, new) < SLIVER

    def into(self, old: str, version: str) -> list[str]:
        """The regions that got more than a sliver of the old one."""
        return [
            new
            for new in self.targets[old, version]
            if self.share(old, version, new) and not self.is_sliver(old, version, new)
        ]

    def out_of(self, new: str, version: str) -> list[str]:
        """The old regions that make up the new one, slivers left out."""
        return [
            old
            for old in self.sources[new, version]
            if self.part(old, version, new) and not self.is_sliver(old, version, new)
        ]

    def settled_share(self, old: str, version: str, new: str) -> float:
        """The share of the old region in the new one when slivers stay with the others."""
        targets = self.into(old, version)
        if targets == [new]:
            return 1.0
        return self.share(old, version, new) / sum(
            self.share(old, version, target) for target in targets
        )


def _part(weight: float, weights: Mapping[str, float]) -> float:
    total = sum(weights.values())
    # A region without inhabitants that went into a single other one.
    return weight / total if total else float(len(weights) == 1)


class Carrier:
    """Carries figures to the present regions.

    `present` maps the codes of the listed regions to their NUTS version. `changes` is
    what `recoded()` gives.
    """

    def __init__(
        self, present: Mapping[str, str], changes: Mapping[str, tuple[str, str]], flows: Flows
    ):
        self.present = present
        self.changes = changes
        self.flows = flows

    def carry(self, figures: Iterable[Given], *, additive: bool) -> Carried:
        """Carry the figures of one indicator, all at once: parts are put together."""
        journey = _Journey(self, additive=additive)
        journey.pack(figures)
        journey.keep_present()
        journey.weigh(journey.rename())
        return journey.carried


class _Journey:
    """The figures of one indicator on their way."""

    def __init__(self, carrier: Carrier, *, additive: bool):
        self.present = carrier.present
        self.changes = carrier.changes
        self.flows = carrier.flows
        self.additive = additive
        self.given: dict[Key, Given] = {}
        self.carried = Carried()

    def pack(self, figures: Iterable[Given]) -> None:
        for figure in figures:
            first = self.given.setdefault((figure.code, figure.year), figure)
            if first is not figure:
                self.reject(
                    figure,
                    _("given twice")
                    if first.value == figure.value
                    else _("given twice with different values; the first is kept"),
                )

    def reject(self, figure: Given, reason: str) -> None:
        self.carried.rejected += 1
        self.carried.refuse(figure, reason)

    def keep(self, figure: Given, code: str, version: str) -> None:
        self.carried.kept[code, figure.year] = Kept(
            code, figure.year, figure.value, figure.flag, version
        )

    def keep_present(self) -> None:
        for figure in self.given.values():
            if figure.code in self.present:
                self.keep(figure, figure.code, self.present[figure.code])
                self.carried.unchanged += 1

    def rename(self) -> list[Given]:
        """Keep figures whose region has got another code and nothing else; return the rest."""
        rest = []
        for figure in self.given.values():
            if figure.code in self.present:
                continue
            new, _change = self.changes.get(figure.code, ("", ""))
            if not new:
                rest.append(figure)
            elif (new, figure.year) in self.carried.kept:
                self.reject(figure, _current_wins(new))
            else:
                self.keep(figure, new, "2021")
                self.carried.converted += 1
                self.carried.made += 1
        return rest

    def weigh(self, figures: list[Given]) -> None:
        """Put the figures of the present regions together from their parts."""
        reached: dict[tuple[str, str, int], list[Key]] = defaultdict(list)
        problems: dict[Key, list[str]] = defaultdict(list)
        for figure in figures:
            version = self.flows.versions.get(figure.code, "")
            targets = self.flows.into(figure.code, version)
            if not targets:
                problems[figure.code, figure.year].append(self.unknown(figure.code))
            for new in targets:
                reached[new, version, figure.year].append((figure.code, figure.year))
        used: set[Key] = set()
        before = set(self.carried.kept)
        # The newest version first: it is nearest to the present one.
        for new, version, year in sorted(reached, key=lambda key: key[1], reverse=True):
            parts = reached[new, version, year]
            if (new, year) in before:
                reason = _current_wins(new)
            else:
                reason = self.obstacle(new, version, year)
            if reason:
                for key in parts:
                    problems[key].append(reason)
            else:
                self.carried.kept[new, year] = self.put_together(new, version, year)
                self.carried.made += 1
                used.update(parts)
        self.account(figures, used, problems)

    def account(
        self, figures: list[Given], used: set[Key], problems: Mapping[Key, list[str]]
    ) -> None:
        for figure in figures:
            key = (figure.code, figure.year)
            if key in used:
                self.carried.converted += 1
            else:
                self.carried.rejected += 1
            for reason in problems.get(key, ()):
                self.carried.refuse(figure, reason)

    def unknown(self, code: str) -> str:
        if NOWHERE.fullmatch(code):
            return _("figures that are attributed to no place")
        _new, change = self.changes.get(code, ("", ""))
        if change:
            return _(
                "no longer a region (%(change)s); a crosswalk with its parts must be imported"
            ) % {"change": change}
        if self.flows.versions:
            return _("unknown code")
        return _("unknown code; an old one is known once a crosswalk is imported")

    def obstacle(self, new: str, version: str, year: int) -> str:
        """Why no figure can be made for the region, or an empty text."""
        if new not in self.present:
            return _("its successor %(code)s is not listed") % {"code": new}
        if (new, year) in self.carried.kept:
            return _("%(code)s has a figure from a newer code already") % {"code": new}
        parts = {old: self.flows.part(old, version, new) for old in self.flows.out_of(new, version)}
        missing = [old for old in parts if (old, year) not in self.given]
        if sum(parts[old] for old in missing) > (1 - COMPLETE) * sum(parts.values()):
            return _("incomplete: %(code)s also needs %(missing)s") % {
                "code": new,
                "missing": ", ".join(sorted(missing)),
            }
        divided = [old for old in parts if self.flows.share(old, version, new) < WHOLE]
        if not self.additive and sum(parts[old] for old in divided) > 1 - WHOLE:
            return _("divided: the figure of %(old)s cannot be told for %(code)s") % {
                "old": ", ".join(sorted(divided)),
                "code": new,
            }
        return ""

    def put_together(self, new: str, version: str, year: int) -> Kept:
        """The sum of the parts, or their mean weighted by their shares in the region."""
        parts = {
            old: self.given[old, year]
            for old in self.flows.out_of(new, version)
            if (old, year) in self.given
        }
        shares = {old: self.flows.settled_share(old, version, new) for old in parts}
        exact = all(share == 1 for share in shares.values())
        weights = shares
        if not self.additive:
            exact = exact and len(parts) == 1
            whole = sum(self.flows.part(old, version, new) for old in parts)
            weights = {old: self.flows.part(old, version, new) / whole for old in parts}
        value = sum(figure.value * weights[old] for old, figure in parts.items())
        letters = {letter for figure in parts.values() for letter in figure.flag}
        flag = "".join(sorted(letters | (set() if exact else {"e"})))
        return Kept(new, year, value, flag, version)


def _current_wins(code: str) -> str:
    return _("%(code)s has a figure under its present code") % {"code": code}
