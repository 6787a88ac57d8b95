"""The monitor: the map of Europe, the table of its regions, and both as files."""

from collections.abc import Iterator
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import conditional_page, require_safe

from ponte.core import tables
from ponte.core.access import everyone, open_to
from ponte.regions import filters
from ponte.regions.monitor import export
from ponte.regions.monitor.board import Board, board_of
from ponte.regions.monitor.choosing import choose
from ponte.regions.monitor.picture import Picture, png

ROWS = 50
CONTENT_TYPES = {
    "csv": tables.CONTENT_TYPES["csv"],
    "svg": "image/svg+xml",
    "png": "image/png",
}


@open_to(everyone)
@require_safe
def index(request):
    """The monitor, or the regions that were searched for."""
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[: filters.TEXT_LIMIT]
    counts = filters.practice_counts()
    places = filters.places()
    context = {
        "q": text,
        "counted": counts is not None,
        "countries": filters.countries(counts, places),
        "crumbs": [(_("Home"), reverse("pages:home")), (_("Regions"), None)],
    }
    if text:
        context["found"] = filters.find(text, counts)
    else:
        context |= monitor(request, counts, places)
        context |= table(request, context["board"])
    return render(request, "regions/index.html", context)


@open_to(everyone)
@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request):
    """The map alone, which any site may show in a frame."""
    context = monitor(request, filters.practice_counts(), filters.places())
    return render(request, "regions/monitor_embed.html", context)


@open_to(everyone)
@require_safe
@conditional_page
def map_file(request, format):  # noqa: A002 - the word people use
    """The map as a picture, its figures as CSV, or what its shapes tell as JSON."""
    shown = monitor(request, filters.practice_counts(), filters.places())
    board = shown["board"]
    if format == "json":
        return JsonResponse(board.told())
    if format == "csv":
        content = b"".join(tables.write("csv", export.COLUMNS, export.rows(board)))
    else:
        drawing = Picture(board, shown["permalink"]).svg()
        content = png(drawing) if format == "png" else drawing
    name = f"{export.name_of(board)}.{format}"
    return HttpResponse(
        content,
        content_type=CONTENT_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def monitor(request, counts, places) -> dict[str, Any]:
    """What page, frame and files have in common."""
    choice, form, problems = choose(request.GET, places.values())
    query = urlencode(choice.parameters())
    return {
        "board": board_of(choice, places, counts),
        "form": form,
        "problems": problems,
        "chips": [
            (words, f"?{without(request, name, 'page')}") for name, words in choice.narrowed()
        ],
        "query": f"?{query}" if query else "",
        "permalink": f"{settings.SITE_URL}{reverse('regions:index')}{query and f'?{query}'}",
    }


def table(request, board: Board) -> dict[str, Any]:
    """The rows of one page, and the heads that sort them."""
    paginator = Paginator(board.sorted_rows(), ROWS)
    page = paginator.get_page(request.GET.get("page"))
    return {"page": page, "heads": list(heads(request, board))}


def heads(request, board: Board) -> Iterator[dict[str, Any]]:
    """The columns of the table, each with the order it is in and the link that changes it."""
    columns = {"name": (_("Region"), "")}
    if board.choice.indicator:
        columns["value"] = (_("Figure"), "-")
    columns |= {"country": (_("Country"), ""), "practices": (_("Good practices"), "-")}
    now = board.choice.sort
    for name, (label, sign) in columns.items():
        other = name if sign else f"-{name}"
        order = "" if now.lstrip("-") != name else "descending" if now[0] == "-" else "ascending"
        query = without(request, "sort", "page")
        sort = other if now == sign + name else sign + name
        yield {
            "label": label,
            "order": order,
            "url": f"?{query}{query and '&'}sort={sort}#table",
            "is_number": bool(sign),
        }


def without(request, *names: str) -> str:
    """The query string without some of its parameters."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()
