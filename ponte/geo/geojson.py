"""GeoJSON (RFC 7946) as text. Geometries are texts already and are put in as they are."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from ponte.geo.collections import Feature


def dumps(data: Any) -> str:
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))


def with_member(data: Mapping[str, Any], name: str, text: str) -> str:
    """The object `data`, which is not empty, with one more member whose JSON is `text`."""
    return f'{dumps(data)[:-1]},"{name}":{text}}}'


def feature(given: Feature, **members: Any) -> str:
    data = {"type": "Feature", "id": given.id, "properties": given.properties, **members}
    return with_member(data, "geometry", given.geometry or "null")


def feature_collection(features: Iterable[Feature], **members: Any) -> str:
    texts = ",".join(feature(each) for each in features)
    return with_member({"type": "FeatureCollection", **members}, "features", f"[{texts}]")


def dated(collection: str, moment: datetime) -> str:
    """The text of a feature collection with the time of the answer in it."""
    return f'{{"timeStamp":{dumps(moment)},{collection[1:]}'
