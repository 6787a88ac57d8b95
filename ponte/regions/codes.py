"""What a NUTS code says by itself: its country and what lies above it."""

from functools import cache

from babel import Locale, UnknownLocaleError

# Eurostat's country codes that differ from ISO 3166.
ISO_CODES = {"EL": "GR", "UK": "GB"}
EUROSTAT_CODES = {iso: code for code, iso in ISO_CODES.items()}

# NUTS 3 regions whose code does not begin with the code of their NUTS 2 region.
PARENTS = {f"UKN{number}": "UKN0" for number in range(10, 17)}


def iso_code(country: str) -> str:
    return ISO_CODES.get(country, country)


def parent_code(code: str) -> str:
    """The code one level up: "ES51" -> "ES5" -> "ES" -> ""."""
    return PARENTS.get(code) or (code[:-1] if len(code) > 3 else code[:2] if len(code) == 3 else "")


def ancestor_codes(code: str) -> tuple[str, ...]:
    """The codes above `code`, nearest first."""
    found = []
    while code := parent_code(code):
        found.append(code)
    return tuple(found)


@cache
def country_names(language: str) -> dict[str, str]:
    """Names of all countries by ISO code, in `language`, in English where it has none."""
    names = dict(Locale("en").territories)
    if language_known(language):
        names.update(Locale.parse(language, sep="-").territories)
    return names


def language_known(language: str) -> bool:
    try:
        Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def country_name(country: str, language: str | None) -> str:
    """The name of a country ("EL") in `language`, or its code where there is none."""
    return country_names(language or "en").get(iso_code(country), country)
