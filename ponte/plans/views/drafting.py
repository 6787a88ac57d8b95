"""Beginning a plan and writing it, section by section."""

import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ponte.activity.editing import Conflict
from ponte.core.access import open_to
from ponte.plans import actions, content, rules
from ponte.plans.actions.drafting import as_plain, was_shown
from ponte.plans.completeness import gaps, stages
from ponte.plans.forms import NewPlanForm, PlanFileForm, TitleForm
from ponte.plans.forms.drafting import section_form
from ponte.plans.models import ActionPlan, Source
from ponte.plans.sections import place_at, places
from ponte.plans.views.pages import INSIDE_ONLY, PARTNERS_ONLY, crumbs, plan_at, show
from ponte.plans.views.steps import steps
from ponte.practices.submission.views import as_number
from ponte.practices.submission.way import Clash
from ponte.transfers.models import Transfer

form_view = require_http_methods(["GET", "HEAD", "POST"])


@open_to(
    rules.may_begin,
    why=gettext_lazy(
        "Members of a project begin its plans; nobody who checks or decides for the programme."
    ),
)
@form_view
def new(request):
    """Begin a plan, of ?project=… for ?instrument=… where these are given."""
    form = NewPlanForm(
        request.POST or None,
        member=request.user,
        initial={
            "project": request.GET.get("project"),
            "instrument": request.GET.get("instrument"),
            "language": "en",
        },
    )
    if form.is_valid():
        try:
            plan = actions.begin_plan(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The plan is begun. Write its first part."))
            return redirect("plans:edit", plan.pk, "general")
    context = {
        "form": form,
        "file_form": PlanFileForm(),
        "crumbs": crumbs(title=_("New action plan")),
    }
    return render(request, "plans/new.html", context, status=422 if form.is_bound else 200)


@open_to(rules.may_write, about=plan_at, why=PARTNERS_ONLY)
@require_safe
def edit_first(request, plan):
    """To the first section with a gap."""
    missing = gaps(plan)
    slug = missing[0].place.slug if missing else "general"
    return redirect("plans:edit", plan.pk, slug)


@open_to(rules.may_write, about=plan_at, why=PARTNERS_ONLY)
@form_view
def edit(request, plan, place):
    place = place_at(plan, place)
    if request.method != "POST":
        return section_page(request, place, section_form(place))
    return save(request, place)


def save(request, place):
    """Keep what was typed: all of it, or without what does not fit its field."""
    form = section_form(place, request.POST)
    form.is_valid()
    seen, window = as_number(request.POST.get("version")), request.POST.get("window", "")[:16]
    values = {} if form.non_field_errors() else form.given()
    if not values.get("title", "-"):
        del values["title"]
    conflict, stored = None, place.record
    try:
        stored = actions.edit(
            record=place.record, by=request.user, values=values, seen=seen, window=window
        )
    except Conflict as found:
        conflict, stored = found, found.record
    except ValidationError as error:
        form.add_error(None, error.messages)
    is_fine = form.is_fine and not form.errors
    if request.htmx:
        return saved_note(request, form, stored, conflict, is_fine=is_fine)
    place = place_at(plan_at(place.plan.pk), place.slug)
    if conflict or not is_fine:
        clashes = clashes_of(conflict, values) if conflict else []
        return section_page(request, place, form, clashes)
    if "stay" in request.POST:
        messages.success(request, _("Saved."))
        return redirect("plans:edit", place.plan.pk, place.slug)
    return redirect(next_url(place))


def next_url(place):
    slugs = [each.slug for each in places(place.plan)]
    at = slugs.index(place.slug) + 1
    if at < len(slugs):
        return reverse("plans:edit", args=[place.plan.pk, slugs[at]])
    return reverse("plans:check", args=[place.plan.pk])


def saved_note(request, form, record, conflict, *, is_fine):
    """What the bar below the form says after a save by itself."""
    context = {
        "time": time_format(timezone.localtime(), "TIME_FORMAT"),
        "version": record.lock_version,
        "errors": not is_fine,
        "conflict": conflict,
        "who": next(iter(conflict.entries.values())).actor if conflict else None,
    }
    status = 409 if conflict else 200
    return render(request, "practices/submission/_saved.html", context, status=status)


def clashes_of(conflict, values) -> list[Clash]:
    """Both sides of a conflict; `values` is what this author sent."""
    of_action = not isinstance(conflict.record, ActionPlan)
    return [
        Clash(
            name,
            content.label_of(name, of_action=of_action),
            entry.actor,
            entry.at,
            stored=entry.detail["changes"][name][1],
            mine=content.as_text(as_plain(name, values[name])),
        )
        for name, entry in conflict.entries.items()
    ]


def section_page(request, place, form, clashes=()):
    plan = place.plan
    found = list(plan.actions.with_lines())
    all_places = places(plan, found)
    here = [each.slug for each in all_places].index(place.slug)
    context = {
        "title": place.title,
        "place": place,
        "form": form,
        "stages_of_text": stages(all_places, gaps(plan, found)),
        "previous": reverse("plans:edit", args=[plan.pk, all_places[here - 1].slug])
        if here
        else plan.get_absolute_url(),
        "number": here + 1,
        "version": place.record.lock_version,
        "window": secrets.token_urlsafe(9),
        "clashes": clashes,
        "title_form": TitleForm(),
        "talk": plan.comments.filter(
            action=place.action, section=place.section.slug, settled_at=None
        ).count()
        + plan.suggestions.open().filter(action=place.action, section=place.section.slug).count(),
    }
    status = 409 if clashes else 200 if not form.is_bound or form.is_fine else 422
    return show(request, "edit", plan, here="edit_first", status=status, **context)


@open_to(rules.may_write, about=plan_at, why=PARTNERS_ONLY)
@require_POST
def add_action(request, plan):
    form = TitleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the action a title."))
        return redirect("plans:check", plan.pk)
    try:
        action = actions.add_action(plan=plan, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("plans:check", plan.pk)
    return redirect("plans:edit", plan.pk, f"{action.pk}-background")


@open_to(rules.may_write, about=plan_at, why=PARTNERS_ONLY)
@form_view
def remove_action(request, plan, action):
    action = get_object_or_404(plan.actions, pk=action)
    if request.method == "POST":
        try:
            actions.remove_action(action=action, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The action is removed."))
        return redirect("plans:check", plan.pk)
    return show(request, "remove_action", plan, action=action, title=_("Remove an action"))


@open_to(rules.may_write, about=plan_at, why=PARTNERS_ONLY)
@require_POST
def take_over(request, plan):
    """Make an action of a transfer that the member's team has planned."""
    transfer = takeable(plan, request.user).filter(pk=as_number(request.POST.get("transfer")))
    if (found := transfer.first()) is None:
        raise Http404
    try:
        action = actions.take_over_transfer(plan=plan, transfer=found, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("plans:check", plan.pk)
    messages.success(request, _("The transfer is an action of the plan now: look it over."))
    return redirect("plans:edit", plan.pk, f"{action.pk}-background")


def takeable(plan, member):
    """Planned transfers of the member's teams that are no action of this plan yet."""
    taken = Source.objects.filter(action__plan=plan, transfer__isnull=False).values("transfer")
    mine = Transfer.objects.run_by(member).filter(plan__isnull=False).exclude(pk__in=taken)
    return mine.exclude(state=Transfer.State.STOPPED).for_lists()


@open_to(rules.sees_inside, about=plan_at, why=INSIDE_ONLY)
@require_safe
def check(request, plan):
    """What is missing, and what can be done with the plan now."""
    found = list(plan.actions.with_lines())
    missing = gaps(plan, found)
    may_write = rules.may_write.test(request.user, plan)
    context = {
        "title": _("Check"),
        "gaps": missing,
        "stages_of_text": stages(places(plan, found), missing),
        "steps": steps(plan, request.user),
        "may_write": may_write,
        "actions": found,
        "title_form": TitleForm(),
        "transfers": takeable(plan, request.user) if may_write else [],
        "may_delete": may_write and plan.state == ActionPlan.State.DRAFT and not was_shown(plan),
    }
    return show(request, "check", plan, here="check", **context)


@open_to(rules.may_write, about=plan_at, why=PARTNERS_ONLY)
@form_view
def delete(request, plan):
    """A draft that nobody else was ever asked about goes away for good."""
    if request.method == "POST":
        try:
            actions.delete_draft(plan=plan, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("plans:check", plan.pk)
        messages.success(request, _("The draft is deleted."))
        return redirect("plans:mine")
    return show(request, "delete", plan, title=capfirst(_("delete the draft")))
