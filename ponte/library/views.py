from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ponte.core.access import everyone, open_to
from ponte.library import citation, sheets
from ponte.library.models import PolicySolution
from ponte.library.shelf import SHELF
from ponte.practices.sheet import SheetUnavailable


@open_to(everyone)
@require_safe
def index(request):
    return SHELF.index(request)


@open_to(everyone)
@require_safe
def feed(request, form):
    return SHELF.feed(request, form)


@open_to(everyone)
@require_safe
def sheet(request, slug):
    """The solution on paper, as PDF."""
    solution = published(slug)
    try:
        pdf = sheets.pdf(solution)
    except SheetUnavailable:
        return render(request, "library/no_sheet.html", {"page": solution}, status=503)
    name = f'inline; filename="{solution.slug}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


@open_to(everyone)
@require_safe
def bibtex(request, slug):
    solution = published(slug)
    return HttpResponse(
        citation.as_bibtex(solution),
        content_type="application/x-bibtex; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{solution.slug}.bib"'},
    )


def published(slug):
    return get_object_or_404(PolicySolution.objects.published().for_cards(), slug=slug)
