"""From the code in an address to the region."""

from functools import wraps

from django.http import HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from ponte.regions.models import Region
from ponte.regions.tables import successors


def for_region(view):
    """Call `view(request, region)` for an address with a code.

    A code in small letters leads on to the same page, one that was retired to that of the
    region around it, and a code without a place is explained.
    """

    @wraps(view)
    def found(request, code):
        page = request.resolver_match.view_name
        if code != code.upper():
            return redirect(page, code.upper(), permanent=True)
        region = Region.objects.page(code)
        if region is None and code in successors():
            successor = reverse(page, args=[successors()[code]])
            return HttpResponsePermanentRedirect(f"{successor}?{urlencode({'was': code})}")
        if region is None or region.is_extra_regio:
            context = {"code": code, "region": region}
            return render(request, "regions/unknown.html", context, status=404)
        return view(request, region)

    return found


def was(request, region):
    """The retired code that led to `region`, or nothing."""
    code = request.GET.get("was")
    return code if successors().get(code) == region.code else ""
