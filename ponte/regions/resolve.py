"""From what people write in a table to a region: codes of any NUTS version, and names."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from anyascii import anyascii
from babel.core import get_global
from django.conf import settings
from django.utils.translation import gettext as _

from ponte.regions import nuts
from ponte.regions.codes import EUROSTAT_CODES, ancestor_codes, country_names, iso_code
from ponte.regions.tables import exonyms, successors

How = Literal["code", "retired code", "wider code", "name", "wider name"]

CODE = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
# What parts a place from what it lies in: "Girona, Catalonia (Spain)".
SEPARATORS = re.compile(r"[,;()\[\]>|]|\s[-–—/]\s")
# Words of an official name that people leave out.
FORMALITIES = re.compile(
    r"^(prov|arr|provincia (de|di|autonoma di)|region of|region|regione|comunidad( foral)? de"
    r"|principado de|oblast|kreisfreie stadt|landkreis)\s+|\s+(oblast|region|county|voivodeship"
    r"|province|kraj|maakond|megye|kreisfreie stadt|landkreis)$"
)


class UnknownRegion(Exception):
    """No region, or no single one, is meant. `str()` says why, for people."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The region that is meant, by code and version, and how it was recognised.

    A "wider" resolution is a region around the one that is written: it no longer exists
    as it was, or several share its name.
    """

    code: str
    nuts_version: str
    how: How

    @property
    def exact(self) -> bool:
        return self.how in {"code", "retired code", "name"}


def fold(text: str) -> str:
    """Return `text` in plain lower-case Latin words, one space between them."""
    return " ".join(re.findall(r"[a-z0-9]+", anyascii(text).lower()))


def name_keys(name: str) -> set[str]:
    """The folded forms under which an official name may be written."""
    variants = {name, *name.split("/"), re.sub(r"\([^)]*\)", "", name)}
    variants |= {name.partition(",")[0]} if name.endswith(("Stadt", "kreis")) else set()
    keys = {fold(variant) for variant in variants}
    return {key for key in keys | {FORMALITIES.sub("", key) for key in keys} if key}


class RegionIndex:
    """Resolves texts to regions by look-up in tables that are made once."""

    def __init__(self, entries: Iterable[nuts.Entry]):
        self.versions = {entry.code: entry.nuts_version for entry in entries}
        self.names: dict[str, set[str]] = defaultdict(set)
        self.countries: dict[str, str] = {}
        for entry in entries:
            if entry.level == 0:
                self.add_country(entry.code)
            elif not entry.is_extra_regio:
                for key in name_keys(entry.name) | name_keys(entry.name_latin):
                    self.names[key].add(entry.code)
        self.retired = successors()
        for name, code in exonyms()["regions"].items():
            self.names[fold(name)] = {code}
        for name, code in exonyms()["countries"].items():
            self.countries[fold(name)] = code

    def add_country(self, code: str) -> None:
        iso = iso_code(code)
        for language, _name in settings.EU_LANGUAGES:
            self.countries[fold(country_names(language)[iso])] = code
        for alias, codes in get_global("territory_aliases").items():
            if codes == [iso] and alias.isalpha():
                self.countries[alias.lower()] = code

    def resolve(self, text: str, country: str | None = None) -> Resolution:
        """Return the region `text` means: a code, a name, or several parted by commas.

        `country`, a code or a name in any language of the EU, narrows names down.
        Raises UnknownRegion.
        """
        text = " ".join(text.split())
        if not text:
            raise UnknownRegion(_("The place is empty."))
        within = self.country(country) if country and country.strip() else None
        found = self.whole(text, within) or self.parts(text, within)
        if found is None:
            raise UnknownRegion(_("No region is known as “%(text)s”.") % {"text": text})
        if within and not found.code.startswith(within):
            raise UnknownRegion(
                _("“%(text)s” is not in “%(country)s”.") % {"text": text, "country": country}
            )
        return found

    def country(self, text: str) -> str:
        """The code of the country that `text` means. Raises UnknownRegion."""
        code = text.strip().upper()
        code = EUROSTAT_CODES.get(code, code)
        found = code if len(code) == 2 and code in self.versions else self.countries.get(fold(text))
        if found is None:
            raise UnknownRegion(_("No country is known as “%(text)s”.") % {"text": text})
        return found

    def whole(self, text: str, within: str | None) -> Resolution | None:
        """`text` as one code or one name."""
        return self.by_code(text) or self.by_name(text, within)

    def by_code(self, text: str) -> Resolution | None:
        """`text` as a code; in small letters only with a digit in it, or it is a word."""
        written = text.upper()
        has_digit = any(character.isdigit() for character in text)
        if not CODE.fullmatch(written) or (text != written and not has_digit):
            return None
        code = EUROSTAT_CODES.get(written[:2], written[:2]) + written[2:]
        if code in self.versions:
            return self.resolution(code, "code")
        successor = self.retired.get(code) or self.retired.get(written)
        if successor:
            same_level = len(successor) == len(code)
            return self.resolution(successor, "retired code" if same_level else "wider code")
        if not has_digit:
            return None
        known = next((above for above in ancestor_codes(code) if above in self.versions), None)
        return self.resolution(known, "wider code") if known else None

    def by_name(self, text: str, within: str | None) -> Resolution | None:
        key = fold(text)
        if key in self.countries:
            return self.resolution(self.countries[key], "name")
        codes = self.names.get(key) or self.names.get(FORMALITIES.sub("", key)) or set()
        codes = {code for code in codes if code.startswith(within or "")}
        if not codes:
            return None
        if code := one_place(codes):
            return self.resolution(code, "name")
        shared = [set(ancestor_codes(code)) for code in codes]
        around = max(set.intersection(*shared), key=len, default="")
        if not around:
            raise UnknownRegion(
                _("Several regions are called “%(text)s”: %(codes)s.")
                % {"text": text, "codes": ", ".join(sorted(codes))}
            )
        return self.resolution(around, "wider name")

    def parts(self, text: str, within: str | None) -> Resolution | None:
        """`text` as places that lie in each other: the smallest that is known."""
        parts = [part.strip() for part in SEPARATORS.split(text) if part.strip()]
        if len(parts) < 2:
            return None
        named = {code for part in parts if (code := self.countries.get(fold(part)))}
        if len(named) > 1:
            raise UnknownRegion(_("“%(text)s” names several countries.") % {"text": text})
        within = within or next(iter(named), None)
        found = [place for part in parts if (place := self.whole(part, within))]
        smallest = max(found, key=lambda place: len(place.code), default=None)
        if smallest is None:
            return None
        around = (smallest.code, *ancestor_codes(smallest.code))
        if any(place.code not in around for place in found):
            raise UnknownRegion(_("“%(text)s” names several regions.") % {"text": text})
        complete = len(found) == len(parts)
        how: How = smallest.how if complete or len(smallest.code) > 2 else "wider name"
        return self.resolution(smallest.code, how)

    def resolution(self, code: str, how: How) -> Resolution:
        return Resolution(code, self.versions[code], how)


def one_place(codes: set[str]) -> str:
    """The code to use when `codes` is one place on several levels, or an empty text.

    NUTS 2 is preferred, the level at which practices are located.
    """
    ordered = sorted(codes, key=len)
    top = ordered[0]
    if any(top not in (code, *ancestor_codes(code)) for code in ordered):
        return ""
    if len({len(code) for code in ordered}) < len(ordered):
        return top
    return next((code for code in ordered if len(code) == 4), top)


@cache
def region_index() -> RegionIndex:
    """The index of all regions, made at the first call."""
    return RegionIndex(nuts.entries())
