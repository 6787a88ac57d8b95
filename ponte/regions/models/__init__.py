from ponte.regions.models.indicators import (
    Crosswalk,
    Indicator,
    IndicatorValue,
    IndicatorYear,
    origins,
)
from ponte.regions.models.likeness import PeerGroup, SimilarRegion
from ponte.regions.models.places import Region

__all__ = [
    "Crosswalk",
    "Indicator",
    "IndicatorValue",
    "IndicatorYear",
    "PeerGroup",
    "Region",
    "SimilarRegion",
    "origins",
]
