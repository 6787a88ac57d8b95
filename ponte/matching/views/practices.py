"""Would a practice work in a region, how it fits all of them, and what it requires."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ponte.activity.models import Entry
from ponte.core import tables
from ponte.core.access import everyone, open_to
from ponte.matching import actions, comparing, finding, rules, words
from ponte.matching.forms import AskForm, RequirementsForm
from ponte.matching.models import Requirements
from ponte.matching.spread import COLUMNS, records, spread_of
from ponte.matching.views.asking import address, candidates
from ponte.matching.views.remembering import remember, remembered
from ponte.practices.models import Practice
from ponte.regions.map import VIEW_BOX
from ponte.regions.monitor.geometry import shape_of


def public_practice(slug):
    practices = Practice.objects.published().for_cards().select_related("project")
    return get_object_or_404(practices, slug=slug)


@open_to(everyone, about=public_practice)
@require_safe
def practice(request, practice):
    """Would it work in my region?"""
    form = AskForm(request.GET, remembered=remembered(request))
    spread = spread_of(practice)
    context = {
        "practice": practice,
        "form": form,
        "candidates": candidates(form),
        "spread": spread,
        "view_box": VIEW_BOX,
        "best": spread.best() if spread else [],
        "every": spread.every() if spread else [],
        "requirements": Requirements.objects.filter(practice=practice).first(),
        "may_state": rules.may_state_requirements.test(request.user, practice),
        "crumbs": crumbs(practice, _("Would it work in my region?")),
    }
    if form.asked:
        if "region" in request.GET:
            remember(request, form.asked.region)
        counted, told = finding.chosen(form.asked, [practice])
        context |= {
            "asked": form.asked,
            "here": shape_of(form.asked.region.code),
            "told": next(iter(told), None),
            "note": comparing.note(counted, told[0]) if told else "",
            "question": urlencode({"text": words.question(form.asked.region, form.asked.need)}),
            "more": address(form),
            "query": form.query(),
        }
    return render(request, "fit/practice.html", context)


@open_to(everyone, about=public_practice)
@require_safe
def practice_csv(request, practice):
    """The fit of a practice to every region, as a table."""
    spread = spread_of(practice)
    if spread is None:
        raise Http404
    return HttpResponse(
        tables.write("csv", COLUMNS, records(spread)),
        content_type=tables.CONTENT_TYPES["csv"],
        headers={"Content-Disposition": f'attachment; filename="fit-{practice.slug}.csv"'},
    )


@open_to(
    rules.may_state_requirements,
    about=public_practice,
    why=gettext_lazy("Only those who run the practice say what it requires."),
)
@require_http_methods(["GET", "POST"])
def requirements(request, practice):
    """What the practice requires of a region that takes it."""
    stated = Requirements.objects.filter(practice=practice).first()
    form = RequirementsForm(
        request.POST or None, instance=stated or Requirements(practice=practice)
    )
    if request.method == "POST" and form.is_valid():
        actions.state_requirements(practice=practice, by=request.user, **form.cleaned_data)
        messages.success(request, _("What the practice requires is saved."))
        return redirect("fit:practice", practice.slug)
    context = {
        "practice": practice,
        "form": form,
        "entries": Entry.objects.about(stated) if stated else [],
        "crumbs": crumbs(practice, _("What it requires")),
    }
    return render(request, "fit/requirements.html", context, status=422 if form.errors else 200)


def crumbs(practice, title):
    return [
        (_("Home"), reverse("pages:home")),
        (_("Good practices"), reverse("practices:index")),
        (practice.title, practice.get_absolute_url()),
        (title, None),
    ]
