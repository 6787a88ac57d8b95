"""Organisations that may be the one which somebody is about to add."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ponte.community.models import MergedOrganisation, Organisation, name_key

ALIKE = 0.55
MOST = 5
# Words this short, and beginnings of longer ones, are looked for in the database.
BEGINNING = 5
WORDS = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation, how alike it is (0 to 1) and what says so."""

    organisation: Organisation
    likeness: float
    reason: str | Promise


def duplicates(new: Organisation) -> list[Candidate]:
    """Return the organisations that `new`, not yet saved, may be; the likeliest first.

    The same number is proof, the same name or homepage nearly so; a similar name counts
    within a country only, where one of the two is not known anywhere.
    """
    keys = {name_key(new.name_original), name_key(new.name_en)} - {""}
    candidates = [judged(new, keys, each) for each in near(new, keys)]
    found = [each for each in candidates if each.likeness >= ALIKE]
    return sorted(found, key=lambda each: (-each.likeness, each.organisation.name_en))[:MOST]


def near(new: Organisation, keys: set[str]):
    """What shares a number, a homepage or the beginning of a word with `new`."""
    same = Q(pk__in=())
    for name in ("vat", "pic", "abbreviation"):
        if value := getattr(new, name):
            same |= Q(**{f"{name}__iexact": value})
    if host := host_of(new.homepage):
        same |= Q(homepage__icontains=host)
    words = sorted({word for key in keys for word in key.split()}, key=len)[-WORDS:]
    alike = Q(pk__in=())
    for word in words:
        alike |= Q(name_key__contains=word[:BEGINNING]) | Q(name_en_key__contains=word[:BEGINNING])
    merged = MergedOrganisation.objects.filter(alike).values("organisation")
    found = Organisation.objects.filter(same | alike | Q(pk__in=merged)).exclude(pk=new.pk)
    return found.select_related("region").prefetch_related("merged")


def judged(new: Organisation, keys: set[str], other: Organisation) -> Candidate:
    if (new.vat and new.vat == other.vat) or (new.pic and new.pic == other.pic):
        return Candidate(other, 1.0, _("The same number"))
    if not in_one_country(new, other):
        return Candidate(other, 0.0, "")
    others = {
        key for each in (other, *other.merged.all()) for key in (each.name_key, each.name_en_key)
    }
    if keys & others:
        return Candidate(other, 0.95, _("The same name"))
    host = host_of(new.homepage)
    if host and host == host_of(other.homepage):
        return Candidate(other, 0.9, _("The same homepage"))
    if new.abbreviation and new.abbreviation.casefold() == other.abbreviation.casefold():
        return Candidate(other, 0.8, _("The same abbreviation"))
    likeness = max((alike(one, two) for one in keys for two in others), default=0.0)
    return Candidate(other, likeness, _("A similar name"))


def in_one_country(one: Organisation, two: Organisation) -> bool:
    if one.region is None or two.region is None:
        return True
    return one.region.country_code == two.region.country_code


def alike(one: str, two: str) -> float:
    """The share of three-letter pieces that two names have in common (Dice), 0 to 1."""
    first, second = pieces(one), pieces(two)
    return 2 * len(first & second) / (len(first) + len(second))


def pieces(name: str) -> set[str]:
    padded = f"  {name} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def host_of(url: str) -> str:
    return urlsplit(url).netloc.casefold().removeprefix("www.")
