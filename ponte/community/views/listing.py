"""A list with facets: the whole page, or for htmx only the part that changes."""

from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from ponte.search.criteria import has_empty_parameters


def listing(request, directory, *, page, part, context):
    criteria = directory.read(request.GET)
    if not request.htmx and has_empty_parameters(request.GET):
        return redirect(request.path + criteria.query_string)
    found = directory.find(criteria, request.path)
    partial = request.htmx and request.htmx.request_type != "full"
    response = render(request, part if partial else page, {**context, "found": found})
    if partial:
        response["HX-Push-Url"] = request.path + found.criteria.query_string
    patch_vary_headers(response, ["HX-Request", "HX-Request-Type"])
    return response
