"""What fits a region: the page, its suggestions, its brief, and practices side by side."""

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from ponte import search
from ponte.core.access import everyone, open_to
from ponte.matching import briefs, comparing, finding, people, words
from ponte.matching.asking import usual_weights
from ponte.matching.fit import PARTS
from ponte.matching.forms import AskForm
from ponte.matching.views.remembering import remember, remembered
from ponte.practices.sheet import SheetUnavailable
from ponte.regions import filters
from ponte.regions.models import Region
from ponte.search.documents import SearchUnavailable

SUGGESTIONS = 8
TEXT_LIMIT = 100


# Nothing is changed by asking: a long need is posted, because lines of an address are limited.
@open_to(everyone)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def index(request):
    """What fits the region that is asked for; for htmx only the part that changes."""
    parameters = request.POST or request.GET
    form = AskForm(parameters, remembered=remembered(request))
    if request.method == "POST":
        # Links on the page lead on from what was posted.
        request.GET = QueryDict(form.query() if form.is_valid() else form.raw_query)
    asked = form.asked
    if asked and "region" in parameters:
        remember(request, asked.region)
    if form.is_valid() and not request.htmx and is_longer(request, form):
        return redirect(address(form), preserve_request=False)
    partial = request.htmx and request.htmx.request_type != "full"
    context = {
        "form": form,
        "problems": problems(form, everything=partial),
        "crumbs": crumbs(),
        "candidates": candidates(form),
        "parts": parts_told(),
    }
    if asked:
        context |= answer(request, form, parameters.get("page"))
    template = "fit/results.html" if partial else "fit/index.html"
    status = 200 if form.is_valid() else 422 if request.method == "POST" and not partial else 200
    response = render(request, template, context, status=status)
    if partial and form.is_valid():
        response["HX-Push-Url"] = address(form)
    patch_vary_headers(response, ["HX-Request", "HX-Request-Type"])
    return response


def answer(request, form, number):
    """What the page says to a region that is known."""
    asked = form.asked
    found = finding.find(asked, number)
    neighbours = finding.neighbours(found)
    return {
        "found": found,
        "answer": finding.said(asked) if found.page.number == 1 else None,
        "query": form.query(),
        "asked_pairs": list(QueryDict(form.query()).items()),
        "question": urlencode({"text": words.question(asked.region, asked.need)}),
        "usual": f"{reverse('fit:index')}?{form.query_of_usual_weights}",
        "waiting": people.waiting_questions(found),
        "neighbours": neighbours,
        "projects": finding.projects_under_way(asked),
        "runners": people.runners(found),
        **those_to_ask(request, found, neighbours),
    }


def those_to_ask(request, found, neighbours):
    """Members see whom they could ask, visitors that there is somebody."""
    if request.user.is_authenticated:
        return {"peers": people.peers(found, neighbours, asker=request.user)}
    return {"has_peers": people.openings(found).exists()}


def problems(form, *, everything) -> list[str]:
    """What is wrong: `everything` where the fields that ask are not drawn again beside it."""
    if everything:
        return [error for errors in form.errors.values() for error in errors]
    return form.faults


def parts_told():
    """Of each part its name, what it asks and its usual points."""
    points = usual_weights().points
    return [(words.NAMES[part], words.ASKS[part], points[part]) for part in PARTS]


def address(form, name="fit:index"):
    query = form.query()
    return reverse(name) + (f"?{query}" if query else "")


def is_longer(request, form) -> bool:
    """Whether what was asked can be asked by a shorter address."""
    if request.method == "POST":
        return True
    asked = {name: values for name, values in request.GET.lists() if name != "page"}
    short = dict(QueryDict(form.query()).lists())
    return bool(asked) and asked != short and len(asked) >= len(short)


def candidates(form) -> list[Region]:
    """Regions that may have been meant by one that was not understood."""
    if "region" not in form.errors:
        return []
    if form.larger is not None:
        inside = Region.objects.places().within(form.larger).of_level(Region.Level.NUTS2)
        return list(inside.defer("outline"))
    text = " ".join(form.data.get("region", "").replace("\0", "").split())[:TEXT_LIMIT]
    return [entry.region for entry in filters.find(text, None)[:SUGGESTIONS]] if text else []


@open_to(everyone)
@require_safe
def suggest(request):
    """JSON for the region's field: names and codes that begin like what is typed."""
    text = request.GET.get("q", "")[:TEXT_LIMIT]
    try:
        found = search.suggest(text, ["region"], 3 * SUGGESTIONS)
    except SearchUnavailable:
        found = []
    regions = Region.objects.places().defer("outline").in_bulk([each.object_id for each in found])
    shown = [regions[each.object_id] for each in found if each.object_id in regions]
    fitting = [region for region in shown if region.level >= Region.Level.NUTS2]
    suggestions = [
        {"title": region.label, "value": str(region), "label": region.country_label}
        for region in fitting[:SUGGESTIONS]
    ]
    return JsonResponse({"suggestions": suggestions})


@open_to(everyone)
@require_safe
def brief(request):
    """The page on paper, as PDF."""
    form = AskForm(request.GET, remembered=remembered(request))
    if form.asked is None:
        return redirect(f"{reverse('fit:index')}?{request.GET.urlencode()}")
    try:
        pdf = briefs.pdf(form.asked, address=request.build_absolute_uri(address(form)))
    except SheetUnavailable:
        context = {"crumbs": crumbs(), "back": address(form)}
        return render(request, "fit/no_brief.html", context, status=503)
    name = f'inline; filename="fit-{form.asked.region.code}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


@open_to(everyone)
@require_safe
def compare(request):
    """Up to four practices side by side for one region."""
    form = AskForm(request.GET, remembered=remembered(request))
    choice = comparing.read(request.GET.getlist("p"))
    context = {
        "form": form,
        "choice": choice,
        "candidates": candidates(form),
        "crumbs": crumbs((_("Compare"), None)),
        "back": address(form) if form.is_valid() else reverse("fit:index"),
    }
    if form.asked:
        remember(request, form.asked.region)
        context |= {"table": comparing.table(form.asked, choice, form)}
    return render(request, "fit/compare.html", context)


def crumbs(*further):
    home = (_("Home"), reverse("pages:home"))
    here = _("What fits my region?")
    if not further:
        return [home, (here, None)]
    return [home, (here, reverse("fit:index")), *further]
