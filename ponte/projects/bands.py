"""How large a project is: bands of its total budget, in euro."""

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _


class Band(NamedTuple):
    """From `least` up to, but without, `below`; None is no bound."""

    code: str
    least: int
    below: int | None


BANDS = (
    Band("under-100k", 0, 100_000),
    Band("100k-500k", 100_000, 500_000),
    Band("500k-1m", 500_000, 1_000_000),
    Band("1m-2m", 1_000_000, 2_000_000),
    Band("2m-5m", 2_000_000, 5_000_000),
    Band("over-5m", 5_000_000, None),
)


def band_of(amount: Decimal | None) -> str:
    """The code of the band in which `amount` lies; empty where it is not known."""
    if amount is None:
        return ""
    return next(band.code for band in BANDS if band.below is None or amount < band.below)


def labels(_codes: Collection[str]) -> dict[str, str]:
    return {
        "under-100k": _("under €100,000"),
        "100k-500k": _("€100,000 to 500,000"),
        "500k-1m": _("€500,000 to 1 million"),
        "1m-2m": _("€1 to 2 million"),
        "2m-5m": _("€2 to 5 million"),
        "over-5m": _("€5 million and more"),
    }


def within(codes: Collection[str]) -> Q:
    """Projects whose budget lies in one of the bands."""
    found = Q(pk=None)
    for band in BANDS:
        if band.code in codes:
            above = Q(total_budget__gte=band.least)
            found |= above if band.below is None else above & Q(total_budget__lt=band.below)
    return found
