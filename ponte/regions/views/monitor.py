"""The monitor: the map of Europe and the list of its regions."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ponte.regions import filters
from ponte.regions.map import VIEW_BOX

TEXT_LIMIT = 100


@login_not_required
@require_safe
def index(request):
    """The map and the list of all countries and their regions, or what was searched for."""
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:TEXT_LIMIT]
    counts = filters.practice_counts()
    points = filters.points(counts or {})
    context = {
        "q": text,
        "found": filters.find(text, counts) if text else None,
        "counted": counts is not None,
        "points": points,
        "places": [filters.Entry(point.region, point.count) for point in points],
        "countries": filters.countries(counts),
        "view_box": VIEW_BOX,
        "crumbs": [(_("Home"), reverse("pages:home")), (_("Regions"), None)],
    }
    return render(request, "regions/index.html", context)
