"""A region's profile."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ponte.regions import linked_data
from ponte.regions.map import INSETS, VIEW_BOX, view_around
from ponte.regions.models import Region
from ponte.regions.tables import successors


@login_not_required
@require_safe
def detail(request, code):
    """A region's page; a code that was retired leads to the region around it."""
    if code != code.upper():
        return redirect("regions:detail", code.upper(), permanent=True)
    region = Region.objects.page(code)
    if region is None and code in successors():
        successor = reverse("regions:detail", args=[successors()[code]])
        return HttpResponsePermanentRedirect(f"{successor}?{urlencode({'was': code})}")
    if region is None or region.is_extra_regio:
        context = {"code": code, "region": region}
        return render(request, "regions/unknown.html", context, status=404)
    was = request.GET.get("was")
    on_map = region.codes_on_map()
    whole_map = region.level == Region.Level.COUNTRY or not INSETS.keys().isdisjoint(on_map)
    context = {
        "region": region,
        "country": region.ancestors[-1] if region.ancestors else region,
        "children": region.children.places().defer("outline"),
        "was": was if successors().get(was) == region.code else "",
        "on_map": on_map,
        "view_box": VIEW_BOX if whole_map else view_around(region.map_x, region.map_y),
        "elsewhere": [(_("All good practices"), reverse("practices:index"))],
        "crumbs": crumbs(region),
        "linked_data": linked_data.of(region, request.build_absolute_uri),
    }
    return render(request, "regions/detail.html", context)


def crumbs(region):
    """Home, all regions, the region's ancestors from the top, the region."""
    above = [(each.label, each.get_absolute_url()) for each in reversed(region.ancestors)]
    home = [(_("Home"), reverse("pages:home")), (_("Regions"), reverse("regions:index"))]
    return [*home, *above, (region.label, None)]
