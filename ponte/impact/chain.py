"""The chain of reuse of one claim: from practices to euros, as a flow and as a table."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from textwrap import wrap
from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from ponte.impact.models import Claim, Fund, Source
from ponte.impact.shares import Box, Drawing, by_origin, cents, draw, euro, longest
from ponte.plans.models import Source as PlanSource

COLUMNS = ("practice", "event", "transfer", "action", "instrument", "indicator", "money")
WIDE = 920.0
# In units of the picture: how wide a letter of a label is, and how far its lines are apart.
LETTER, LINE, LINES = 7.5, 16, 3


class Node(NamedTuple):
    """A link of the chain. Two are the same if kind and key are."""

    kind: str
    key: Any


@dataclass(frozen=True)
class Link:
    """What a node shows."""

    label: str
    url: str = ""
    language: str = ""


@dataclass(frozen=True)
class Way:
    """One row of the table: a way from its origin to the instrument, and its share."""

    links: list[tuple[str, Link]]
    share: Decimal


@dataclass(frozen=True)
class Chain:
    drawing: Drawing[Node]
    ways: list[Way]
    shapes: list[dict]
    description: str


def with_sources(claims):
    """Claims with all that their chains show, in a constant number of queries."""
    return claims.prefetch_related(
        "funds",
        Prefetch(
            "sources",
            Source.objects.select_related(
                "practice",
                "transfer__practice",
                "transfer__region",
                "action__plan",
                "activity__project",
            ).prefetch_related(
                "activity__practices",
                Prefetch(
                    "action__sources",
                    PlanSource.objects.select_related(
                        "practice", "transfer__practice", "transfer__region"
                    ),
                ),
            ),
        ),
    )


def paths_of(claim: Claim) -> tuple[list[tuple[Node, ...]], dict[Node, Link]]:
    """Every way by which the claim came about, each from its origin on. Uses prefetched sources.

    A practice that it names and that was presented at an activity it names came by way of it.
    """
    links: dict[Node, Link] = {}
    paths: list[tuple[Node, ...]] = []
    sources = claim.sources.all()
    named = {source.practice_id for source in sources if source.practice_id}
    for source in sources:
        if activity := source.activity:
            node = Node("event", activity.pk)
            links[node] = Link(activity.title, activity.get_absolute_url())
            shown = [each for each in activity.practices.all() if each.pk in named]
            paths += [(Node("practice", each.pk), node) for each in shown] or [(node,)]
        elif action := source.action:
            url = f"{action.plan.get_absolute_url()}#action-{action.number}"
            node = Node("action", action.pk)
            links[node] = Link(action.title, url)
            inspired = [way_of(each, links) for each in action.sources.all()]
            paths += [(*path, node) for path in inspired] or [(node,)]
        else:
            paths.append(way_of(source, links))
    return longest(paths), links


def way_of(source: Any, links: dict[Node, Link]) -> tuple[Node, ...]:
    """The nodes of a source of a claim, or of an action: (practice, transfer), (event,) …"""
    if source.transfer_id:
        transfer = source.transfer
        begin, node = Node("practice", transfer.practice_id), Node("transfer", transfer.pk)
        links[begin] = of_practice(transfer.practice)
        links[node] = Link(transfer.region.label, transfer.get_absolute_url())
        return (begin, node)
    if source.practice_id:
        node = Node("practice", source.practice_id)
        links[node] = of_practice(source.practice)
        return (node,)
    node = Node("event", source.name)
    links[node] = Link(source.name)
    return (node,)


def of_practice(practice) -> Link:
    return Link(practice.title, practice.get_absolute_url(), practice.language)


def origins(claim: Claim) -> dict[Node, Decimal]:
    """The share of each origin in the money of the claim. Uses prefetched sources and funds."""
    found: dict[Node, int] = {}
    paths, _links = paths_of(claim)
    for path, share in by_origin(paths, total(claim)).items():
        found[path[0]] = found.get(path[0], 0) + share
    return {node: euro(share) for node, share in found.items()}


def total(claim: Claim) -> int:
    return sum(cents(fund.amount) for fund in claim.funds.all())


def chain_of(claim: Claim) -> Chain:
    """The chain of `claim`, which has its sources and funds at hand."""
    paths, links = paths_of(claim)
    shares = by_origin(paths, total(claim))
    instrument = Node("instrument", claim.instrument_id)
    links[instrument] = Link(claim.instrument.name_en, claim.instrument.get_absolute_url())
    tail = [instrument]
    if claim.indicator:
        measured = Node("indicator", claim.pk)
        links[measured] = Link(claim.indicator)
        tail.append(measured)
    flows: dict[tuple[Node, Node], int] = {}
    for path, share in shares.items():
        whole = [*path, *tail]
        for pair in pairwise(whole):
            flows[pair] = flows.get(pair, 0) + share
    for fund in claim.funds.all():
        node = Node("money", fund.pk)
        links[node] = Link(money_label(fund), "#money")
        flows[tail[-1], node] = cents(fund.amount)
    nodes = dict.fromkeys(node for pair in flows for node in pair)
    nodes = dict.fromkeys(node for pair in flows for node in pair)
    led_to = {target for _source, target in flows}
    columns = {node: COLUMNS.index(node.kind) if node in led_to else 0 for node in nodes}
    names = [links[node].label for node in sorted(nodes, key=columns.__getitem__)]
    drawing = draw(flows, columns, width=WIDE)
    return Chain(
        drawing=drawing,
        ways=[
            Way([(node.kind, links[node]) for node in path], euro(share))
            for path, share in shares.items()
        ],
        shapes=[shape(box, links[box.node], drawing) for box in drawing.boxes],
        description=_("From left to right: %(names)s.") % {"names": " → ".join(names)},
    )


def money_label(fund: Fund) -> str:
    return f"{fund.year} · {fund.get_kind_display()}"


def shape(box: Box[Node], link: Link, drawing: Drawing[Node]) -> dict:
    """A box, and the lines of its label: above the box, within the picture."""
    middle = box.x + box.width / 2
    anchor = "start" if box.x < 1 else "end" if box.x + box.width > drawing.width - 1 else "middle"
    x = {"start": box.x, "end": box.x + box.width, "middle": middle}[anchor]
    lines = wrap(link.label, letters(drawing), max_lines=LINES, placeholder="…")
    return {
        "box": box,
        "kind": box.node.kind,
        "lines": [
            (line, box.y - 8 - LINE * (len(lines) - place))
            for place, line in enumerate(lines, start=1)
        ],
        "x": x,
        "anchor": anchor,
    }


def letters(drawing: Drawing[Node]) -> int:
    """How many letters a line may have, so that it does not meet the next column's.

    One label begins at its box, the next is centred: together one and a half.
    """
    columns = 1 + max(box.column for box in drawing.boxes)
    return min(40, int(drawing.width / max(1, columns - 1) / (1.5 * LETTER)))
