"""Whom a team could talk to: who runs the practice, and who has tried it elsewhere.

Those come first who run it; then, among those who tried it, who speaks a language of the
asker and whose region is most like the one that adopts.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ponte.community.models import Audience, Block, Member
from ponte.community.profiles import MEMBERS
from ponte.practices.judging.telling import owners_of
from ponte.regions import likeness
from ponte.regions.models import Region
from ponte.regions.similarity.scheme import load_scheme
from ponte.review import ties
from ponte.review.conflicts import Conflict, Kind, between
from ponte.transfers.models import ContactRequest, TeamMember, Transfer, TransferSettings

OFFERED = 12
# Of those who tried a practice so many of the latest are looked at.
LOOKED_AT = 200
LANGUAGES = dict(settings.EU_LANGUAGES)
# The obstacle of whom is not proposed at all; no reason is told.
HIDDEN = ""
# A common region or project keeps nobody from talking; a judge's impartiality is not at stake.
KEEPING_APART = {Kind.PERSON, Kind.ORGANISATION}

Likenesses = dict[Region | None, int | None]


class Experience(NamedTuple):
    """What somebody knows of a practice: they run it, or tried it in `region`."""

    member: Member
    region: Region | None
    runs_it: bool
    result: str = ""


@dataclass(frozen=True)
class Acquaintance:
    """Somebody to talk to, and why. `obstacle` says why they cannot be asked now."""

    member: Member
    region: Region | None
    runs_it: bool
    result: str = ""
    likeness: int | None = None
    languages: Sequence[str] = field(default_factory=tuple)
    obstacle: str | None = None
    request: ContactRequest | None = None

    @property
    def order(self) -> tuple:
        return (not self.runs_it, not self.languages, -(self.likeness or 0), self.member.pk)


def acquaintances(transfer: Transfer, *, asker: Member) -> list[Acquaintance]:
    """Whom `asker` could talk to about `transfer`; the number of queries is constant."""
    known = {each.member.pk: each for each in experienced(transfer) if each.member != asker}
    members = Member.objects.present().select_related("organisation").in_bulk(known)
    obstacles = obstacles_of(members, asker=asker)
    alike = likenesses(transfer.region, [each.region for each in known.values()])
    requests = {
        request.contacted_id: request
        for request in transfer.contact_requests.filter(
            state__in=[ContactRequest.State.OPEN, ContactRequest.State.ACCEPTED]
        )
    }
    found = [
        Acquaintance(
            member=member,
            region=known[pk].region,
            runs_it=known[pk].runs_it,
            result=known[pk].result,
            likeness=alike.get(known[pk].region),
            languages=shared_languages(member, asker),
            obstacle=obstacles[pk],
            request=requests.get(pk),
        )
        for pk, member in members.items()
        if obstacles[pk] != HIDDEN
    ]
    return sorted(found, key=lambda each: each.order)[:OFFERED]


def experienced(transfer: Transfer) -> list[Experience]:
    """Who tried the practice, then who runs it: the last word on somebody counts."""
    practice = transfer.practice
    adopting = Transfer.objects.public().filter(practice=practice, adopting_since__isnull=False)
    teams = TeamMember.objects.filter(
        transfer__in=adopting.exclude(pk=transfer.pk), joined_at__isnull=False
    ).select_related("member", "transfer__region__parent")
    adoptions = practice.adoptions.shown().filter(reporter__isnull=False)
    return [
        *(Experience(each.member, each.transfer.region, runs_it=False) for each in
          teams.order_by("-pk")[:LOOKED_AT]),
        *(Experience(each.reporter, each.region, runs_it=False, result=each.get_result_display())
          for each in adoptions.select_related("reporter", "region__parent")[:LOOKED_AT]),
        *(Experience(owner, practice.region, runs_it=True) for owner in owners_of(practice)),
    ]  # fmt: skip


def likenesses(region: Region, others: Iterable[Region | None]) -> Likenesses:
    """How like `region` each of `others` is, from 0 to 100, by their regions of level 2."""
    known: dict[Region | None, Region | None] = {
        other: likeness.nuts2(other) for other in others if other is not None
    }
    here, there = likeness.nuts2(region), list({each for each in known.values() if each})
    if here is None or not there:
        return {}
    measured = dict(zip(there, likeness.between(here, there, load_scheme()), strict=True))
    return {other: measured.get(place) if place else None for other, place in known.items()}


def shared_languages(member: Member, asker: Member) -> list[str]:
    """The languages both speak, by their own names, as far as `member` shows theirs."""
    if member.audience_of("languages") not in MEMBERS:
        return []
    both = [code for code in asker.languages if code in member.languages]
    return [LANGUAGES[code] for code in both if code in LANGUAGES]


def obstacle(member: Member, *, asker: Member) -> str | None:
    """Why `member` cannot be asked by `asker` now, in words for the asker; None if nothing."""
    why = obstacles_of({member.pk: member}, asker=asker)[member.pk]
    return _("This member cannot be asked.") if why == HIDDEN else why


def obstacles_of(members: Mapping[int, Member], *, asker: Member) -> dict[int, str | None]:
    """Why each of `members`, by key, cannot be asked. Queries do not grow with `members`."""
    if not members:
        return {}
    apart = {
        *Block.objects.filter(blocker=asker, blocked__in=members).values_list("blocked", flat=True),
        *Block.objects.filter(blocked=asker, blocker__in=members).values_list("blocker", flat=True),
    }
    conflicts = conflicts_with(members, asker)
    loads = open_requests(members)
    most = TransferSettings.load().most_open_requests
    return {
        pk: obstacle_of(member, asker, pk in apart, conflicts[pk], loads.get(pk, 0) >= most)
        for pk, member in members.items()
    }


def obstacle_of(member, asker, is_apart, conflicts, is_full) -> str | None:
    wants_none = member.audience_of("contact") == Audience.NOBODY
    declared = any(conflict.declared for conflict in conflicts)
    if member == asker or not member.is_active or is_apart or wants_none or declared:
        return HIDDEN
    if conflicts:
        return _("You are too close: %(ties)s.") % {
            "ties": ", ".join(conflict.label for conflict in conflicts)
        }
    if is_full:
        return _("Has as many open requests as one person gets. Ask somebody else, or later.")
    return None


def conflicts_with(members: Collection[int], asker: Member) -> dict[int, list[Conflict]]:
    """What ties the asker to each of `members`: the same body, or a tie that one declared."""
    found = ties.of_experts([asker.pk, *members])
    mine, today = found[asker.pk], timezone.localdate()
    # Which of two ties is told depends on the side: one that either declared must be among them.
    both = {
        pk: [*between(mine, found[pk], today=today), *between(found[pk], mine, today=today)]
        for pk in members
    }
    return {
        pk: [each for each in dict.fromkeys(conflicts) if keeps_apart(each)]
        for pk, conflicts in both.items()
    }


def keeps_apart(conflict: Conflict) -> bool:
    return conflict.kind in KEEPING_APART or conflict.declared


def open_requests(members: Collection[int]) -> dict[int, int]:
    waiting = Count("contacts_asked_of", filter=Q(contacts_asked_of__state="open"))
    return dict(Member.objects.filter(pk__in=members).annotate(n=waiting).values_list("pk", "n"))
