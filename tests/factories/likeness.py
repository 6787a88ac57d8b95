"""Regions of which it is easy to say how alike they are, for tests.

Every variable of the shipped scheme has one of two values, so that a distance is the sum of
the weights of the variables in which two regions differ.
"""

from datetime import UTC, datetime

from ponte.regions.models import Indicator
from ponte.regions.similarity.scheme import load_scheme
from tests.factories.indicators import make_figure, make_indicator

LOW, HIGH = 10.0, 20.0
EVERYTHING = tuple(load_scheme().codes)
TERRITORY = ("urban-share", "rural-share", "coastal-share", "border-share")
# What differs from AT11: of the whole weight 1/20, 1/4, 1/2 and everything.
DIFFERING = {
    "AT11": (),
    "HU22": ("employment-industry",),
    "AT12": ("tertiary",),
    "ES43": (*TERRITORY, "tertiary"),
    "DE25": EVERYTHING,
}
REVISED = datetime(2026, 1, 1, tzinfo=UTC)


def make_structure(differing=DIFFERING, *, revised_at=REVISED):
    """Figures of all variables in 2020, for each region of `differing`; the indicators by code."""
    indicators = {
        variable.code: make_indicator(
            variable.code,
            name=variable.code.replace("-", " ").capitalize(),
            unit="% of people",
            dataset="tgs1",
            group=Indicator.Group.STRUCTURAL,
            theme=group.code,
            revised_at=revised_at,
        )
        for group in load_scheme().groups
        for variable in group.variables
    }
    for region, codes in differing.items():
        for code, indicator in indicators.items():
            make_figure(indicator, region, value=HIGH if code in codes else LOW)
    return indicators
