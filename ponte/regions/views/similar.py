"""Which regions are like one, and regions side by side."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ponte import search
from ponte.core import tables
from ponte.core.access import everyone, open_to
from ponte.regions import comparison, filters, likeness
from ponte.regions.forms import WeightsForm
from ponte.regions.models import Indicator, Region, SimilarRegion
from ponte.regions.similarity.scheme import load_scheme
from ponte.regions.views.lookup import for_region, was
from ponte.regions.views.profile import crumbs
from ponte.search.documents import SearchUnavailable

FIRST = 10
TEXT_LIMIT = 100
SUGGESTIONS = 8


@open_to(everyone)
@require_safe
@for_region
def similar(request, region):
    """The regions most like one in structure, by the usual weights or the reader's own."""
    compared = likeness.nuts2(region)
    context = {
        "region": region,
        "compared": compared,
        "was": was(request, region),
        "crumbs": [*crumbs(region, link=True), (_("Similar regions"), None)],
    }
    if compared is None:
        inside = Region.objects.places().within(region).of_level(Region.Level.NUTS2)
        context["inside"] = inside.defer("outline")
    else:
        context |= alike(request, compared)
    return render(request, "regions/similar.html", context)


def alike(request, region):
    """What the page shows of a NUTS 2 region."""
    scheme = load_scheme()
    names = dict(Indicator.objects.filter(code__in=scheme.codes).values_list("code", "name"))
    form = WeightsForm(request.GET, scheme, names)
    others, everything = "others" in request.GET, "all" in request.GET
    if form.chosen == scheme:
        number = SimilarRegion.KEPT
        matches = likeness.of(region, number, other_countries=others).matches
    else:
        matches = likeness.computed(region, form.chosen, other_countries=others)
    shown = matches if everything else matches[:FIRST]
    figures = likeness.compared_figures(region, form.chosen)
    peers = likeness.peer_group(region)
    return {
        "form": form,
        "own_weights": form.chosen != scheme,
        "others": others,
        "matches": shown,
        "more": len(matches) - len(shown),
        "figures": figures,
        "notes": likeness.notes(
            [each[:2] for each in figures] + [pair for match in shown for pair in match.shown]
        ),
        "peers": peers,
        "clarity": likeness.clarity(peers.silhouette) if peers else "",
        "minimum": round(100 * scheme.minimum_coverage),
        "computed": bool(matches) or SimilarRegion.objects.exists(),
    }


@open_to(everyone)
@require_safe
def compare(request):
    """Up to four regions side by side, and a box to find one more."""
    choice = comparison.read(request.GET.getlist("r"))
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:TEXT_LIMIT]
    counts = filters.practice_counts()
    found = filters.find(text, counts) if text and not choice.is_full else []
    found = [entry for entry in found if entry.region.code not in choice.codes]
    if found and found[0].region.code == text.upper():
        return redirect(comparison.address([*choice.codes, text.upper()]))
    columns = comparison.columns(choice.regions)
    blocks = comparison.blocks(columns)
    context = {
        "choice": choice,
        "columns": [
            (column, (counts or {}).get(column.region.code, 0), without(choice, column.region))
            for column in columns
        ],
        "counted": counts is not None,
        "blocks": blocks,
        "notes": comparison.notes(blocks),
        "address": comparison.address(choice.codes),
        "file": comparison.address(choice.codes, "regions:compare_csv"),
        "suggest": comparison.address(choice.codes, "regions:compare_suggest"),
        "q": text,
        "found": [(entry.region, added(choice, entry.region)) for entry in found],
        "proposals": proposals(choice),
        "crumbs": [
            (_("Home"), reverse("pages:home")),
            (_("Regions"), reverse("regions:index")),
            (_("Compare"), None),
        ],
    }
    return render(request, "regions/compare.html", context)


def without(choice, region):
    return comparison.address(code for code in choice.codes if code != region.code)


def added(choice, region):
    return comparison.address([*choice.codes, region.code])


def proposals(choice):
    """Regions like the first one that may be added, with the address that does it."""
    compared = likeness.nuts2(choice.regions[0]) if choice.regions else None
    if compared is None or choice.is_full:
        return []
    near = SimilarRegion.objects.listed(compared).defer("other__portrait__outline")
    others = [each.other for each in near if each.other.code not in choice.codes]
    return [(other, added(choice, other)) for other in others[:3]]


@open_to(everyone)
@require_safe
def compare_csv(request):
    """The figures of a comparison, one per row."""
    choice = comparison.read(request.GET.getlist("r"))
    rows = comparison.records(comparison.columns(choice.regions))
    name = "-".join(["regions", *choice.codes])
    return HttpResponse(
        tables.write("csv", comparison.COLUMNS, rows),
        content_type=tables.CONTENT_TYPES["csv"],
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


@open_to(everyone)
@require_safe
def compare_suggest(request):
    """JSON for the search box: regions that begin like what is typed, ready to be added."""
    choice = comparison.read(request.GET.getlist("r"))
    try:
        found = search.suggest(request.GET.get("q", "")[:TEXT_LIMIT], ["region"], SUGGESTIONS)
    except SearchUnavailable:
        found = []
    ids = [each.object_id for each in found]
    regions = Region.objects.places().defer("outline").in_bulk(ids)
    suggestions = [
        {
            "title": regions[pk].label,
            "url": added(choice, regions[pk]),
            "kind": "region",
            "label": regions[pk].country_label,
        }
        for pk in ids
        if pk in regions and regions[pk].code not in choice.codes
    ]
    return JsonResponse({"suggestions": suggestions})
