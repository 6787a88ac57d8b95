"""How a resource answers over HTTP: in JSON or HTML, to any origin, or with what is wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from hashlib import md5
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from ponte.core.access import everyone, open_to
from ponte.geo.crs import Crs
from ponte.geo.geojson import dumps
from ponte.geo.parameters import FORMAT, Parameter, Refused, read

JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
METHODS = "GET, HEAD, OPTIONS"
KEPT = 60  # seconds that an answer may be kept before asking again

Link = dict[str, str]
Parameters = Sequence[Parameter]


class Unknown(Exception):
    """There is no such collection or feature. The text says so."""


@dataclass(frozen=True)
class Answer:
    """A resource: `body` is its JSON, `context` what `template` shows to people.

    `identity` is what the answer is the same by, the body unless it holds the time.
    """

    body: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    links: Sequence[Link] = ()
    crs: Crs | None = None
    identity: str = ""


@dataclass(frozen=True)
class Asked:
    """The request as a resource sees it: its parameters, read, and the format wanted."""

    request: HttpRequest
    values: dict[str, Any]
    media: str
    json_type: str

    def absolute(self, path: str) -> str:
        return self.request.build_absolute_uri(path)

    def here(self, **changes: Any) -> str:
        """The address of this resource with other parameters; None takes one away."""
        query = self.request.GET.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = str(value)
        return self.absolute(f"{self.request.path}?{query.urlencode(safe='/:,')}")

    @property
    def own_links(self) -> list[Link]:
        """This document, and the same in the other format."""
        in_json = link(self.here(f="json"), "self", self.json_type, _("This document as JSON"))
        in_html = link(self.here(f="html"), "alternate", HTML, _("This document as a web page"))
        if self.media == HTML:
            in_json["rel"], in_html["rel"] = in_html["rel"], in_json["rel"]
        return [in_json, in_html]


def link(href: str, rel: str, media: str, title: Any) -> Link:
    return {"href": href, "rel": rel, "type": media, "title": str(title)}


def resource(*, json_type: str = JSON, parameters: Callable[..., Parameters] = lambda **_: ()):
    """Make a view of a function that gets an Asked and gives an Answer.

    `parameters` takes the arguments of the address and gives the parameters there are
    besides `f`; both functions may raise Refused and Unknown.
    """

    def decorate(answer: Callable[..., Answer]):
        @csrf_exempt  # nothing is changed here; without a token a POST shall learn 405, not 403
        @open_to(everyone)
        @wraps(answer)
        def view(request: HttpRequest, **arguments: str) -> HttpResponse:
            response = respond(request, arguments)
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = "Content-Crs, ETag, Link"
            # A language chosen on the site is kept in a cookie.
            patch_vary_headers(response, ["Accept", "Accept-Language", "Cookie"])
            return response

        def respond(request: HttpRequest, arguments: dict[str, str]) -> HttpResponse:
            if request.method == "OPTIONS":
                return options()
            if request.method not in {"GET", "HEAD"}:
                response = wrong(request, 405, "MethodNotAllowed", _("Only reading is possible."))
                response["Allow"] = METHODS
                return response
            try:
                values = read(request.GET, (FORMAT, *parameters(**arguments)))
                media = media_type(request, values.get("f"), json_type)
                if media is None:
                    text = _("Answers are there as %(json)s and as %(html)s.")
                    return wrong(
                        request, 406, "NotAcceptable", text % {"json": json_type, "html": HTML}
                    )
                asked = Asked(request, values, media, json_type)
                return written(asked, answer(asked, **arguments))
            except Refused as error:
                return wrong(request, 400, "InvalidParameterValue", str(error))
            except Unknown as error:
                return wrong(request, 404, "NotFound", str(error))

        return view

    return decorate


def media_type(request: HttpRequest, wanted: str | None, json_type: str) -> str | None:
    """The media type of the answer: what `f` says, else what the client likes best."""
    if wanted:
        return HTML if wanted == "html" else json_type
    preferred = request.get_preferred_type([json_type.partition(";")[0], json_type, JSON, HTML])
    return preferred and (HTML if preferred == HTML else json_type)


def written(asked: Asked, answer: Answer) -> HttpResponse:
    request = asked.request
    if asked.media == HTML:
        response = render(request, answer.template, {"links": answer.links, **answer.context})
    else:
        response = HttpResponse(answer.body, content_type=asked.media)
        digest = md5((answer.identity or answer.body).encode(), usedforsecurity=False)
        response["ETag"] = f'W/"{digest.hexdigest()}"'
        patch_cache_control(response, public=True, max_age=KEPT)
    response["Link"] = ", ".join(
        f'<{each["href"]}>; rel="{each["rel"]}"; type="{each["type"]}"' for each in answer.links
    )
    if answer.crs:
        response["Content-Crs"] = f"<{answer.crs.uri}>"
    etag = response.get("ETag")
    return get_conditional_response(request, etag=etag, response=response) or response


def wrong(request: HttpRequest, status: int, code: str, text: str) -> HttpResponse:
    """The exception of the standard, as a web page for those who want one."""
    problem = {"code": code, "description": text}
    wanted = request.GET.get("f")
    if wanted == "html" or (wanted != "json" and request.get_preferred_type([JSON, HTML]) == HTML):
        help_link = link(reverse("geo:api"), "service-doc", HTML, _("Description of the API"))
        crumbs = [(_("Home"), reverse("pages:home")), (_("Geodata"), reverse("geo:landing"))]
        context = {"problem": problem, "links": [help_link], "crumbs": crumbs}
        return render(request, "geo/wrong.html", context, status=status)
    return HttpResponse(dumps(problem), content_type=JSON, status=status)


def options() -> HttpResponse:
    """What may be asked for, also for a browser that asks on behalf of another site."""
    return HttpResponse(
        status=204,
        headers={
            "Allow": METHODS,
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
            "Access-Control-Max-Age": "86400",
        },
    )
