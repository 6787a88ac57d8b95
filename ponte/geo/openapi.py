"""The definition of the API, in the words of OpenAPI 3.0.

Each operation is listed once; the document for machines and the page for people are both
made of the list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ponte.geo.collections import COLLECTIONS, Collection
from ponte.geo.crs import CRS84, SYSTEMS
from ponte.geo.http import GEOJSON, HTML, JSON
from ponte.geo.parameters import CRS, FORMAT, Parameter

VERSION = "1.0.0"

Schema = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """Reading one resource. `schema` is the name of the schema of what it answers."""

    path: str
    name: str
    summary: str
    schema: str
    media: str = JSON
    parameters: Sequence[Parameter] = ()
    feature_id: Schema | None = None
    may_be_missing: bool = False

    @property
    def all_parameters(self) -> list[Parameter]:
        return [*self.parameters, FORMAT]


def operations() -> list[Operation]:
    found = [
        Operation("/", "landingPage", _("Where the API begins"), "landingPage"),
        Operation(
            "/conformance", "conformance", _("The parts of the standard it keeps to"), "confClasses"
        ),
        Operation("/collections", "collections", _("All collections of features"), "collections"),
    ]
    for each in COLLECTIONS.values():
        found += of_collection(each)
    return found


def of_collection(collection: Collection) -> list[Operation]:
    path, name = f"/collections/{collection.id}", collection.id.capitalize()
    title = {"title": collection.title}
    return [
        Operation(path, f"describe{name}", _("About “%(title)s”") % title, "collection"),
        Operation(
            f"{path}/items",
            f"get{name}",
            _("Features of “%(title)s”") % title,
            f"{collection.id}FeatureCollection",
            GEOJSON,
            collection.parameters,
        ),
        Operation(
            f"{path}/items/{{featureId}}",
            f"get{name}Feature",
            _("One feature of “%(title)s”") % title,
            f"{collection.id}Feature",
            GEOJSON,
            (CRS,),
            feature_id=collection.key_form[0],
            may_be_missing=True,
        ),
    ]


def document(address: str) -> dict[str, Any]:
    """The whole definition; `address` is that of the landing page, without its last slash."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": _("Regions and good practices as geographic data"),
            "description": _("Reading only, without a key. OGC API – Features, parts 1 and 2."),
            "version": VERSION,
        },
        "servers": [{"url": address}],
        "tags": [
            {"name": "api", "description": _("About the API")},
            *({"name": each.id, "description": each.title} for each in COLLECTIONS.values()),
        ],
        "paths": {operation.path: {"get": described(operation)} for operation in operations()},
        "components": {
            "schemas": {**SCHEMAS, **feature_schemas()},
            "responses": responses(),
        },
    }


def described(operation: Operation) -> dict[str, Any]:
    parts = operation.path.split("/")
    found: dict[str, Any] = {
        "tags": [parts[2] if len(parts) > 2 else "api"],
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [in_query(parameter) for parameter in operation.all_parameters],
        "responses": {
            "200": success(operation),
            "304": {"$ref": "#/components/responses/NotModified"},
            "400": {"$ref": "#/components/responses/InvalidParameter"},
            "405": {"$ref": "#/components/responses/MethodNotAllowed"},
            "406": {"$ref": "#/components/responses/NotAcceptable"},
            "500": {"$ref": "#/components/responses/ServerError"},
        },
    }
    if operation.feature_id:
        found["parameters"].insert(
            0,
            {
                "name": "featureId",
                "in": "path",
                "required": True,
                "description": _("The id of the feature"),
                "schema": operation.feature_id,
            },
        )
    if operation.may_be_missing:
        found["responses"]["404"] = {"$ref": "#/components/responses/NotFound"}
    return found


def in_query(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": parameter.description,
        "schema": parameter.schema,
        "style": "form",
        "explode": False,
    }


def success(operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": operation.summary,
        "content": {
            operation.media: {"schema": reference(operation.schema)},
            HTML: {"schema": {"type": "string"}},
        },
    }
    if CRS in operation.parameters:
        found["headers"] = {
            "Content-Crs": {
                "description": _("The coordinate reference system of the coordinates, in < >"),
                "schema": {"type": "string"},
            }
        }
    return found


def responses() -> dict[str, Any]:
    content = {
        JSON: {"schema": reference("exception")},
        HTML: {"schema": {"type": "string"}},
    }
    return {
        "NotModified": {"description": _("What the client has is still right")},
        "InvalidParameter": {"description": _("A parameter is wrong"), "content": content},
        "NotFound": {"description": _("There is no such feature"), "content": content},
        "MethodNotAllowed": {"description": _("Only reading is possible"), "content": content},
        "NotAcceptable": {"description": _("No such format"), "content": content},
        "ServerError": {
            "description": _("Something went wrong here"),
            "content": {HTML: {"schema": {"type": "string"}}},
        },
    }


def reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


# Schemas


def an_object(required: Sequence[str], /, **properties: Any) -> Schema:
    return {"type": "object", "required": list(required), "properties": properties}


def an_array(items: Schema, **limits: int) -> Schema:
    return {"type": "array", "items": items, **limits}


TEXT: Schema = {"type": "string"}
POSITION = an_array({"type": "number"}, minItems=2)
COORDINATES = {
    "Point": POSITION,
    "MultiPolygon": an_array(an_array(an_array(POSITION, minItems=4))),
}
LINKS = an_array(reference("link"))
SCHEMAS: dict[str, Schema] = {
    "link": an_object(["href", "rel", "type"], href=TEXT, rel=TEXT, type=TEXT, title=TEXT),
    "landingPage": an_object(["title", "links"], title=TEXT, description=TEXT, links=LINKS),
    "confClasses": an_object(["conformsTo"], conformsTo=an_array(TEXT)),
    "collections": an_object(
        ["links", "collections"], links=LINKS, collections=an_array(reference("collection"))
    ),
    "collection": an_object(
        ["id", "title", "links", "extent", "crs", "storageCrs"],
        id=TEXT,
        title=TEXT,
        description=TEXT,
        links=LINKS,
        extent=reference("extent"),
        itemType=TEXT,
        crs=an_array({"type": "string", "format": "uri", "enum": list(SYSTEMS)}),
        storageCrs={"type": "string", "format": "uri", "enum": [CRS84.uri]},
    ),
    "extent": an_object(
        ["spatial"],
        spatial=an_object(
            ["bbox"],
            bbox=an_array(an_array({"type": "number"}, minItems=4, maxItems=4), minItems=1),
            crs={"type": "string", "enum": [CRS84.uri]},
        ),
        temporal=an_object(
            ["interval"],
            interval=an_array(
                an_array(
                    {"type": "string", "format": "date-time", "nullable": True},
                    minItems=2,
                    maxItems=2,
                ),
                minItems=1,
            ),
            trs=TEXT,
        ),
    ),
    "exception": an_object(["code"], code=TEXT, description=TEXT),
}


def feature_schemas() -> dict[str, Schema]:
    """A feature and a page of features of every collection."""
    found = {}
    for each in COLLECTIONS.values():
        geometry = an_object(
            ["type", "coordinates"],
            type={"type": "string", "enum": [each.geometry_type]},
            coordinates=COORDINATES[each.geometry_type],
        )
        found[f"{each.id}Feature"] = an_object(
            ["type", "id", "geometry", "properties"],
            type={"type": "string", "enum": ["Feature"]},
            id=each.key_form[0],
            geometry={**geometry, "nullable": True},
            properties=an_object(list(each.properties), **each.properties),
            links=LINKS,
        )
        found[f"{each.id}FeatureCollection"] = an_object(
            ["type", "features", "links", "timeStamp", "numberMatched", "numberReturned"],
            type={"type": "string", "enum": ["FeatureCollection"]},
            features=an_array(reference(f"{each.id}Feature")),
            links=LINKS,
            timeStamp={"type": "string", "format": "date-time"},
            numberMatched={"type": "integer", "minimum": 0},
            numberReturned={"type": "integer", "minimum": 0},
        )
    return found
