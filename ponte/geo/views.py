from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ponte.geo import documents, geojson, openapi
from ponte.geo.collections import COLLECTIONS, Collection, Page
from ponte.geo.crs import CRS84
from ponte.geo.documents import address
from ponte.geo.http import (
    GEOJSON,
    HTML,
    JSON,
    OPENAPI,
    Answer,
    Asked,
    Link,
    Unknown,
    link,
    resource,
)
from ponte.geo.parameters import CRS
from ponte.regions.map import VIEW_BOX

Crumb = tuple[str, str | None]


@resource()
def landing(asked: Asked) -> Answer:
    found = documents.landing(asked)
    base = address(asked, "landing")
    context = {
        "landing": found,
        "collections": COLLECTIONS.values(),
        "base": base,
        "prefix": "OAPIF:",
        "crumbs": crumbs(None),
    }
    return Answer(geojson.dumps(found), "geo/landing.html", context, found["links"])


@resource()
def conformance(asked: Asked) -> Answer:
    found = documents.conformance(asked)
    context = {"classes": found["conformsTo"], "crumbs": crumbs((_("Conformance"), None))}
    return Answer(geojson.dumps(found), "geo/conformance.html", context, found["links"])


@resource(json_type=OPENAPI)
def api(asked: Asked) -> Answer:
    base = address(asked, "landing").rstrip("/")
    context = {
        "base": base,
        "operations": openapi.operations(),
        "crumbs": crumbs((_("API"), None)),
    }
    body = geojson.dumps(openapi.document(base))
    return Answer(body, "geo/api.html", context, asked.own_links)


@resource()
def collections(asked: Asked) -> Answer:
    found = documents.collections(asked)
    context = {
        "collections": found["collections"],
        "crumbs": crumbs((_("Collections"), None)),
    }
    return Answer(geojson.dumps(found), "geo/collections.html", context, found["links"])


@resource()
def collection(asked: Asked, name: str) -> Answer:
    wanted = known(name)
    found = documents.collection(asked, wanted)
    context = {
        "collection": found,
        "properties": wanted.properties,
        "crumbs": crumbs((wanted.title, None)),
    }
    return Answer(geojson.dumps(found), "geo/collection.html", context, found["links"])


@resource(json_type=GEOJSON, parameters=lambda name: known(name).parameters)
def items(asked: Asked, name: str) -> Answer:
    wanted, crs = known(name), asked.values.get("crs", CRS84)
    page = wanted.page(asked.values)
    features = wanted.features(page.rows, crs, asked.absolute)
    links = page_links(asked, wanted, page)
    members = {"numberMatched": page.matched, "numberReturned": len(features), "links": links}
    body = geojson.feature_collection(features, **members)
    context = {
        **members,
        **wanted.on_map(page.rows),
        "collection": wanted,
        "features": features,
        "neighbours": [each for each in links if each["rel"] in {"prev", "next"}],
        "crs": crs,
        "view_box": VIEW_BOX,
        "crumbs": crumbs(collection_crumb(wanted), (_("Features"), None)),
    }
    dated = geojson.dated(body, timezone.now())
    return Answer(dated, "geo/items.html", context, links, crs, identity=body)


@resource(json_type=GEOJSON, parameters=lambda **_arguments: (CRS,))
def item(asked: Asked, name: str, feature_id: str) -> Answer:
    wanted, crs = known(name), asked.values.get("crs", CRS84)
    row = wanted.row(feature_id)
    if row is None:
        raise Unknown(_("There is no feature “%(id)s” here.") % {"id": feature_id})
    [feature] = wanted.features([row], crs, asked.absolute)
    links = [
        *asked.own_links,
        link(address(asked, "collection", name), "collection", JSON, wanted.title),
        link(feature.url, "canonical", HTML, _("Page on this site")),
    ]
    context = {
        **wanted.on_map([row]),
        "collection": wanted,
        "feature": feature,
        "crs": crs,
        "view_box": VIEW_BOX,
        "crumbs": crumbs(
            collection_crumb(wanted),
            (_("Features"), reverse("geo:items", args=[name])),
            (str(feature.id), None),
        ),
    }
    return Answer(geojson.feature(feature, links=links), "geo/item.html", context, links, crs)


def known(name: str) -> Collection:
    if name not in COLLECTIONS:
        raise Unknown(
            _("There is no collection “%(name)s”. Known are: %(known)s.")
            % {"name": name, "known": ", ".join(COLLECTIONS)}
        )
    return COLLECTIONS[name]


def page_links(asked: Asked, wanted: Collection, page: Page) -> list[Link]:
    """This page, the same in the other format, its neighbours, and the collection."""
    links = asked.own_links
    if page.before is not None:
        href = asked.here(before=page.before, after=None)
        links.append(link(href, "prev", asked.media, _("Previous page")))
    if page.after is not None:
        href = asked.here(after=page.after, before=None)
        links.append(link(href, "next", asked.media, _("Next page")))
    return [*links, link(address(asked, "collection", wanted.id), "collection", JSON, wanted.title)]


def crumbs(*steps: Crumb | None) -> list[Crumb]:
    """The way from the front page; without a step the landing page is its end."""
    top = (_("Geodata"), None if steps == (None,) else reverse("geo:landing"))
    return [(_("Home"), reverse("pages:home")), top, *(step for step in steps if step)]


def collection_crumb(wanted: Collection) -> Crumb:
    return wanted.title, reverse("geo:collection", args=[wanted.id])
