"""A region's profile and all its figures."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ponte.core import tables
from ponte.core.access import everyone, open_to
from ponte.regions import likeness, linked_data
from ponte.regions.map import INSETS, VIEW_BOX, view_around
from ponte.regions.models import Region
from ponte.regions.standing import figures
from ponte.regions.standing.peers import PEERS, compare_with_peers
from ponte.regions.standing.positions import standing_of
from ponte.regions.views.lookup import for_region, was

INDICATORS_PER_PAGE = 50


@open_to(everyone)
@require_safe
@for_region
def detail(request, region):
    """Where a region stands, which are like it, and what it has to share."""
    standing = standing_of(region)
    similar = likeness.of(standing.subject or region)
    on_map = region.codes_on_map()
    whole_map = region.level == Region.Level.COUNTRY or not INSETS.keys().isdisjoint(on_map)
    context = {
        "region": region,
        "country": region.ancestors[-1] if region.ancestors else region,
        "children": region.children.places().defer("outline"),
        "standing": standing,
        "similar": similar,
        "peers": standing.subject
        and compare_with_peers(standing.subject, similar.regions[:PEERS], standing.performance),
        "was": was(request, region),
        "on_map": on_map,
        "view_box": VIEW_BOX if whole_map else view_around(region.map_x, region.map_y),
        "elsewhere": [(_("All good practices"), reverse("practices:index"))],
        "crumbs": crumbs(region),
        "linked_data": linked_data.of(
            region, request.build_absolute_uri, has_figures=standing.known
        ),
    }
    return render(request, "regions/detail.html", context)


@open_to(everyone)
@require_safe
@for_region
def all_figures(request, region):
    """Every figure of a region in every year, as a table."""
    of = figures.region_with_figures(region)
    indicators = Paginator(figures.indicators_of(of), INDICATORS_PER_PAGE)
    page = indicators.get_page(request.GET.get("page"))
    context = {
        "region": region,
        "of": of,
        "page": page,
        "was": was(request, region),
        "groups": figures.grouped(of, page.object_list),
        "crumbs": [*crumbs(region, link=True), (_("All figures"), None)],
    }
    return render(request, "regions/figures.html", context)


@open_to(everyone)
@require_safe
@for_region
def figures_csv(request, region):
    """The same as a file."""
    rows = figures.rows(figures.region_with_figures(region))
    return HttpResponse(
        tables.write("csv", figures.COLUMNS, rows),
        content_type=tables.CONTENT_TYPES["csv"],
        headers={"Content-Disposition": f'attachment; filename="figures-{region.code}.csv"'},
    )


def crumbs(region, *, link=False):
    """Home, all regions, the region's ancestors from the top, the region."""
    above = [(each.label, each.get_absolute_url()) for each in reversed(region.ancestors)]
    home = [(_("Home"), reverse("pages:home")), (_("Regions"), reverse("regions:index"))]
    return [*home, *above, (region.label, region.get_absolute_url() if link else None)]
