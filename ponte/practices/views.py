from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ponte import search
from ponte.core import tables
from ponte.core.access import everyone, open_to
from ponte.practices import citation, filters
from ponte.practices import export as exporting
from ponte.practices import sheet as sheets
from ponte.practices.judging.panel import panel
from ponte.practices.judging.rules import may_hide_opinion
from ponte.practices.models import Practice
from ponte.practices.rules import may_read, sees_its_way, writes_it
from ponte.search.criteria import has_empty_parameters
from ponte.search.documents import SearchUnavailable

SIMILAR = 3


@open_to(everyone)
@require_safe
def index(request):
    """The list of practices; for htmx only the part that changes."""
    if not request.htmx and has_empty_parameters(request.GET):
        return redirect(request.path + filters.read(request.GET).query_string)
    found = filters.find(filters.read(request.GET), request.path)
    partial = request.htmx and request.htmx.request_type != "full"
    template = "practices/results.html" if partial else "practices/list.html"
    context = {"found": found, "crumbs": crumbs()}
    response = render(request, template, context)
    if partial:
        response["HX-Push-Url"] = request.path + found.criteria.query_string
    patch_vary_headers(response, ["HX-Request", "HX-Request-Type"])
    return response


@open_to(everyone)
@require_safe
def export(request, file_format):
    """Every practice of the present filters, in the present order, as a table."""
    for_staff = request.user.has_perm("practices.change_practice")
    columns = exporting.columns(for_staff=for_staff)
    ids = filters.matching_ids(filters.read(request.GET))
    rows = exporting.rows(ids, columns)
    name = f"practices-{timezone.localdate():%Y-%m-%d}.{file_format}"
    return StreamingHttpResponse(
        tables.write(file_format, columns, rows),
        content_type=tables.CONTENT_TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@open_to(everyone)
@require_safe
def detail(request, slug):
    practice = visible_practice(request, slug)
    if practice is None:
        return redirect_to_present_address("practices:detail", slug)
    return show(request, practice)


def show(request, practice):
    """The page of a practice, for whoever may see it."""
    context = {
        "practice": practice,
        "crumbs": crumbs(practice),
        "files": practice.attachments.order_by("title", "pk"),
        "similar": similar(practice),
        "sentence": citation.as_sentence(practice),
        "bibtex": citation.as_bibtex(practice),
        "linked_data": citation.as_linked_data(practice),
        "address": citation.address(practice),
        "panel": panel(practice, request.user),
        "writes": practice.is_with_authors and writes_it.test(request.user, practice),
        "sees_way": sees_its_way.test(request.user, practice),
        "shows_opinion": bool(practice.shown_opinion) and request.user.is_authenticated,
        "may_hide_opinion": may_hide_opinion.test(request.user, practice),
    }
    return render(request, "practices/detail.html", context)


@open_to(everyone)
@require_safe
def sheet(request, slug):
    """The practice on paper, as PDF."""
    practice = visible_practice(request, slug)
    if practice is None:
        return redirect_to_present_address("practices:sheet", slug)
    try:
        pdf = sheets.pdf(practice)
    except sheets.SheetUnavailable:
        return render(request, "practices/no_sheet.html", {"practice": practice}, status=503)
    name = f'inline; filename="{practice.slug}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


@open_to(everyone)
@require_safe
def bibtex(request, slug):
    practice = visible_practice(request, slug)
    if practice is None:
        return redirect_to_present_address("practices:bibtex", slug)
    return HttpResponse(
        citation.as_bibtex(practice),
        content_type="application/x-bibtex; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{practice.slug}.bib"'},
    )


def crumbs(practice=None):
    home = (_("Home"), reverse("pages:home"))
    if practice is None:
        return [home, (_("Good practices"), None)]
    return [home, (_("Good practices"), reverse("practices:index")), (practice.title, None)]


def for_page(slug):
    """The practice at `slug` with all that its page shows, or None."""
    practices = Practice.objects.for_cards().select_related(
        "project", "institution_region__parent", "expert", "image"
    )
    return practices.filter(slug=slug).first()


def visible_practice(request, slug):
    """The practice at `slug`, None when it may have moved.

    Raises Http404 for those who may not read it.
    """
    practice = for_page(slug)
    if practice is not None and not may_read(request.user, practice):
        raise Http404
    return practice


def redirect_to_present_address(name, slug):
    practice = Practice.objects.published().filter(former_slugs__slug=slug).first()
    if practice is None:
        raise Http404
    return HttpResponsePermanentRedirect(reverse(name, args=[practice.slug]))


def similar(practice):
    """Practices much like this one; none while the search engine is away."""
    try:
        hits = search.similar("practice", practice.pk, limit=SIMILAR)
    except SearchUnavailable:
        return []
    wanted = [hit.object_id for hit in hits]
    practices = Practice.objects.published().for_cards().in_bulk(wanted)
    return [practices[key] for key in wanted if key in practices]
