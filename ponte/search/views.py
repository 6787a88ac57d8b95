from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ponte import search
from ponte.core.access import everyone, open_to
from ponte.search import everything, registry
from ponte.search.criteria import clean_text, has_empty_parameters
from ponte.search.documents import SearchUnavailable

SUGGESTIONS = 8


@open_to(everyone)
@require_safe
def results(request):
    """Search in all kinds of content; for htmx only the part that changes."""
    if not request.htmx and has_empty_parameters(request.GET):
        return redirect(request.path + everything.read(request.GET).query_string)
    found = everything.find(everything.read(request.GET), request.path)
    crumbs = [(_("Home"), reverse("pages:home")), (_("Search"), None)]
    partial = request.htmx and request.htmx.request_type != "full"
    template = "search/results.html" if partial else "search/page.html"
    response = render(request, template, {"found": found, "crumbs": crumbs})
    if partial:
        response["HX-Push-Url"] = request.path + found.criteria.query_string
    patch_vary_headers(response, ["HX-Request", "HX-Request-Type"])
    return response


@open_to(everyone)
@require_safe
def suggest(request):
    """JSON for the search box: titles that begin like what is typed, with their addresses."""
    public = registry.public_kinds()
    kinds = [name for name in request.GET.getlist("kind") if name in public] or list(public)
    try:
        found = search.suggest(clean_text(request.GET.get("q", "")), kinds, SUGGESTIONS)
    except SearchUnavailable:
        found = []
    response = JsonResponse({"suggestions": [as_json(each) for each in found]})
    patch_cache_control(response, private=True, max_age=60)
    return response


def as_json(suggestion):
    kind = registry.kinds.get(suggestion.kind)
    return {
        "title": suggestion.title,
        "url": suggestion.url,
        "kind": suggestion.kind,
        "label": str(kind.label) if kind else "",
    }
