"""The definition of the API is true: of its own form, and of what is answered."""

import re

import jsonschema
import pytest

from tests.factories.practices import make_practice
from tests.geo.schemas import an_object, errors

TEXT = {"type": "string"}
SCHEMA = {"type": "object"}
CONTENT = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": an_object(["schema"], schema=SCHEMA),
}
REFERENCE = an_object(["$ref"], **{"$ref": {"type": "string", "pattern": "^#/components/"}})
RESPONSE = {
    **an_object(["description"], description=TEXT, content=CONTENT, headers={"type": "object"}),
    "additionalProperties": False,
}
PARAMETER = {
    **an_object(
        ["name", "in", "schema"],
        **{
            "name": TEXT,
            "in": {"enum": ["query", "path"]},
            "required": {"type": "boolean"},
            "description": TEXT,
            "schema": SCHEMA,
            "style": {"const": "form"},
            "explode": {"const": False},
        },
    ),
    "additionalProperties": False,
    "if": {"properties": {"in": {"const": "path"}}},
    "then": {"properties": {"required": {"const": True}}, "required": ["required"]},
}
OPERATION = {
    **an_object(
        ["responses"],
        tags={"type": "array", "items": TEXT},
        operationId=TEXT,
        summary=TEXT,
        parameters={"type": "array", "items": PARAMETER},
        responses={
            "type": "object",
            "propertyNames": {"pattern": "^[1-5][0-9][0-9]$"},
            "additionalProperties": {"oneOf": [RESPONSE, REFERENCE]},
        },
    ),
    "additionalProperties": False,
}
# /req/oas30/oas-definition-2: what OpenAPI 3.0 asks of the parts that are used here
DOCUMENT = {
    **an_object(
        ["openapi", "info", "paths"],
        openapi={"type": "string", "pattern": r"^3\.0\.\d$"},
        info=an_object(["title", "version"], title=TEXT, version=TEXT, description=TEXT),
        servers={"type": "array", "items": an_object(["url"], url=TEXT)},
        tags={"type": "array", "items": an_object(["name"], name=TEXT, description=TEXT)},
        paths={
            "type": "object",
            "propertyNames": {"pattern": "^/"},
            "additionalProperties": {
                **an_object(["get"], get=OPERATION),
                "additionalProperties": False,
            },
        },
        components=an_object(
            [],
            schemas={"type": "object", "additionalProperties": SCHEMA},
            responses={"type": "object", "additionalProperties": RESPONSE},
        ),
    ),
    "additionalProperties": False,
}

PATHS = [
    "/",
    "/conformance",
    "/collections",
    "/collections/regions",
    "/collections/regions/items",
    "/collections/regions/items/{featureId}",
    "/collections/practices",
    "/collections/practices/items",
    "/collections/practices/items/{featureId}",
]


@pytest.fixture
def definition(ask):
    return ask("api")


def as_json_schema(part):
    """A schema of OpenAPI 3.0 in the words of JSON Schema: null is a type of its own."""
    if isinstance(part, list):
        return [as_json_schema(each) for each in part]
    if not isinstance(part, dict):
        return part
    schema = {name: as_json_schema(value) for name, value in part.items() if name != "nullable"}
    if part.get("nullable") is True:
        return {"oneOf": [{"type": "null"}, schema]}
    return schema


def references(part):
    if isinstance(part, dict):
        yield from ([part["$ref"]] if isinstance(part.get("$ref"), str) else [])
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_the_definition_has_the_form_of_openapi(definition):
    assert errors(definition, DOCUMENT) == []
    assert list(definition["paths"]) == PATHS
    assert definition["servers"] == [{"url": "http://testserver/geo"}]


def test_every_schema_is_one(definition):
    for schema in definition["components"]["schemas"].values():
        jsonschema.Draft4Validator.check_schema(as_json_schema(schema))


def test_every_reference_leads_somewhere(definition):
    for reference in references(definition):
        place = definition
        for name in reference.removeprefix("#/").split("/"):
            place = place[name]

        assert place


def test_operations_have_names_of_their_own(definition):
    names = [path["get"]["operationId"] for path in definition["paths"].values()]

    assert len(set(names)) == len(PATHS)


def test_parameters_have_names_of_their_own(definition):
    for path in definition["paths"].values():
        names = [(each["in"], each["name"]) for each in path["get"]["parameters"]]

        assert len(set(names)) == len(names)


def test_variables_of_a_path_are_its_parameters(definition):
    for path, item in definition["paths"].items():
        named = [each["name"] for each in item["get"]["parameters"] if each["in"] == "path"]

        assert named == re.findall(r"{(\w+)}", path)


@pytest.mark.parametrize("path", PATHS)
def test_answers_are_what_the_definition_says(ask, definition, path):
    """/req/oas30/oas-impl"""
    practice = make_practice()
    place = path.replace("{featureId}", "AT13" if "regions" in path else str(practice.pk))
    declared = definition["paths"][path]["get"]["responses"]["200"]["content"]
    [schema] = [declared[media]["schema"] for media in declared if media != "text/html"]

    found = ask(place.removeprefix("/"))

    root = as_json_schema({**schema, "components": definition["components"]})
    assert errors(found, root) == []


@pytest.mark.parametrize("name", ["regions", "practices"])
def test_every_parameter_of_features_is_known_to_the_server(ask, definition, name):
    """/req/core/query-param-unknown: what is declared is taken, what is not is refused."""
    samples = {
        "limit": "5",
        "bbox": "1,2,3,4",
        "bbox-crs": "http://www.opengis.net/def/crs/EPSG/0/3035",
        "datetime": "2024-01-01T00:00:00Z/..",
        "crs": "http://www.opengis.net/def/crs/EPSG/0/3035",
        "level": "2",
        "country": "ES",
        "category": "less",
        "topic": "green",
        "year": "2020",
        "after": "AT" if name == "regions" else "1",
        "before": "AT" if name == "regions" else "1",
        "f": "json",
    }
    operation = definition["paths"][f"/collections/{name}/items"]["get"]
    declared = [each["name"] for each in operation["parameters"]]

    for parameter, value in samples.items():
        status = 200 if parameter in declared else 400
        ask(f"collections/{name}/items?{parameter}={value}", status=status)

    assert set(declared) <= set(samples)


def test_limits_are_declared_as_they_are_kept(definition):
    operation = definition["paths"]["/collections/regions/items"]["get"]
    [limit] = [each["schema"] for each in operation["parameters"] if each["name"] == "limit"]

    assert limit == {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}
