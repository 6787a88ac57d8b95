"""What the standards ask of an answer, as JSON Schema, in our own words.

Requirements are those of OGC API – Features, part 1 (17-069r4) and part 2 (18-058r1);
GeoJSON is RFC 7946.
"""

from jsonschema import Draft202012Validator, FormatChecker

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

TEXT = {"type": "string"}
ADDRESS = {"type": "string", "pattern": "^https?://"}


def an_object(required, /, **properties):
    return {"type": "object", "required": required, "properties": properties}


def link_with(*rels):
    """Links, among them at least one with each of `rels`."""
    return {
        "type": "array",
        "items": an_object(["href", "rel", "type"], href=ADDRESS, rel=TEXT, type=TEXT, title=TEXT),
        "allOf": [{"contains": an_object(["rel"], rel={"const": rel})} for rel in rels],
    }


# /req/core/root-success
LANDING = an_object(
    ["links"],
    title=TEXT,
    description=TEXT,
    links=link_with("self", "alternate", "service-desc", "service-doc", "conformance", "data"),
)

# /req/core/conformance-success
CONFORMANCE = an_object(["conformsTo"], conformsTo={"type": "array", "items": ADDRESS})

# /req/core/fc-md-extent, /req/core/fc-md-extent-multi
EXTENT = an_object(
    ["spatial"],
    spatial=an_object(
        ["bbox"],
        crs={"const": CRS84},
        bbox={
            "type": "array",
            "minItems": 1,
            "items": {"type": "array", "minItems": 4, "maxItems": 4, "items": {"type": "number"}},
        },
    ),
    temporal=an_object(
        ["interval"],
        trs={"const": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"},
        interval={
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "array",
                "minItems": 2,
                "maxItems": 2,
                "items": {"type": ["string", "null"], "format": "date-time"},
            },
        },
    ),
)

# /req/core/fc-md-items, /req/core/fc-md-items-links; part 2: /req/crs/fc-md-crs-list,
# /req/crs/fc-md-storageCrs-valid-value
COLLECTION = an_object(
    ["id", "links", "extent", "crs", "storageCrs"],
    id=TEXT,
    title=TEXT,
    description=TEXT,
    itemType={"const": "feature"},
    extent=EXTENT,
    links=link_with("self", "alternate", "items", "license"),
    crs={"type": "array", "items": ADDRESS, "contains": {"const": CRS84}, "uniqueItems": True},
    storageCrs=ADDRESS,
)

# /req/core/fc-md-success, /req/core/fc-md-links
COLLECTIONS = an_object(
    ["links", "collections"],
    links=link_with("self", "alternate"),
    collections={"type": "array", "items": COLLECTION},
)

# RFC 7946, section 3.1
POSITION = {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}}
RING = {"type": "array", "minItems": 4, "items": POSITION}
POINT = an_object(["type", "coordinates"], type={"const": "Point"}, coordinates=POSITION)
MULTI_POLYGON = an_object(
    ["type", "coordinates"],
    type={"const": "MultiPolygon"},
    coordinates={
        "type": "array",
        "minItems": 1,
        "items": {"type": "array", "minItems": 1, "items": RING},
    },
)

# RFC 7946, section 3.2
BARE_FEATURE = an_object(
    ["type", "id", "geometry", "properties"],
    type={"const": "Feature"},
    id={"type": ["string", "integer"]},
    geometry={"oneOf": [POINT, MULTI_POLYGON, {"type": "null"}]},
    properties={"type": "object"},
)

# /req/core/f-success, /req/core/f-links
FEATURE = {
    **BARE_FEATURE,
    "properties": {
        **BARE_FEATURE["properties"],
        "links": link_with("self", "alternate", "collection"),
    },
}

# /req/core/fc-response, /req/core/fc-links, /req/core/fc-timeStamp,
# /req/core/fc-numberMatched, /req/core/fc-numberReturned; RFC 7946, section 3.3
FEATURES = an_object(
    ["type", "features", "links", "timeStamp", "numberMatched", "numberReturned"],
    type={"const": "FeatureCollection"},
    features={"type": "array", "items": BARE_FEATURE},
    links=link_with("self", "alternate"),
    timeStamp={"type": "string", "format": "date-time", "pattern": "Z$"},
    numberMatched={"type": "integer", "minimum": 0},
    numberReturned={"type": "integer", "minimum": 0},
)

# /req/core/query-param-unknown, /req/core/query-param-invalid: the exception of part 1
EXCEPTION = an_object(["code", "description"], code=TEXT, description={**TEXT, "minLength": 10})


def errors(data, schema):
    """What is wrong with `data`, as texts; an empty list where nothing is."""
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(data)]
