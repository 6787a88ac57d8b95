from ponte.geo.collections.base import Collection, Feature, Page
from ponte.geo.collections.practices import Practices
from ponte.geo.collections.regions import Regions

__all__ = ["COLLECTIONS", "Collection", "Feature", "Page"]

COLLECTIONS: dict[str, Collection] = {each.id: each for each in (Regions(), Practices())}
