from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ponte.community import actions, filters, rules
from ponte.community.forms import OrganisationForm
from ponte.community.models import Member, Organisation
from ponte.community.profiles import audiences_of, profile
from ponte.community.views.listing import listing
from ponte.community.views.people import report_form
from ponte.core.access import everyone, members, open_to

PEOPLE_SHOWN = 12


def organisation_of(slug):
    """The organisation at this address, or the one that has taken in what was there."""
    organisations = Organisation.objects.select_related("region__portrait")
    present = organisations.filter(slug=slug).first()
    return present or get_object_or_404(organisations, merged__slug=slug)


@open_to(everyone)
@require_safe
def index(request):
    return listing(
        request,
        filters.organisation_directory(),
        page="organisations/index.html",
        part="organisations/results.html",
        context={"crumbs": crumbs()},
    )


@open_to(everyone, about=organisation_of)
@require_safe
def detail(request, organisation):
    if request.path != organisation.get_absolute_url():
        return redirect(organisation, permanent=True)
    audiences = audiences_of(request.user)
    people = Member.objects.listed().showing("name", audiences).filter(organisation=organisation)
    people = people.showing("organisation", audiences).for_cards()
    shown = people.order_by("last_name", "first_name", "pk")[:PEOPLE_SHOWN]
    context = {
        "organisation": organisation,
        "audiences": audiences,
        "people": [profile(person, audiences) for person in shown],
        "people_total": people.count(),
        "may_edit": rules.may_edit_organisation(request.user, organisation),
        "works_here": getattr(request.user, "organisation_id", None) == organisation.pk,
        "crumbs": crumbs((organisation.name_en, None)),
    }
    return render(request, "organisations/detail.html", context)


@open_to(members)
@require_http_methods(["GET", "POST"])
def new(request):
    """Add an organisation, once it is clear that it is not here yet."""
    initial = {name: request.GET.get("name", "") for name in ("name_en", "name_original")}
    form = OrganisationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        organisation = actions.add_organisation(form.save(commit=False), by=request.user)
        if request.POST.get("works_here"):
            actions.work_for(organisation, member=request.user)
        messages.success(request, _("The organisation is added. Thank you."))
        return redirect(organisation)
    context = {"form": form, "crumbs": crumbs((_("Add an organisation"), None))}
    return render(request, "organisations/form.html", context, status=422 if form.errors else 200)


@open_to(
    rules.may_edit_organisation,
    about=organisation_of,
    why=gettext_lazy("An organisation is edited by who added it, and by the secretariat."),
)
@require_http_methods(["GET", "POST"])
def edit(request, organisation):
    form = OrganisationForm(request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        changed = [name for name in form.changed_data if name != "different"]
        actions.change_organisation(form.save(commit=False), by=request.user, changed=changed)
        messages.success(request, _("The organisation is saved."))
        return redirect(organisation)
    above = (organisation.name_en, organisation.get_absolute_url())
    context = {
        "form": form,
        "organisation": organisation,
        "crumbs": crumbs(above, (_("Edit"), None)),
    }
    return render(request, "organisations/form.html", context, status=422 if form.errors else 200)


@open_to(members, about=organisation_of)
@require_http_methods(["GET", "POST"])
def report(request, organisation):
    above = (organisation.name_en, organisation.get_absolute_url())
    return report_form(request, organisation, organisation.name_en, crumbs(above))


@open_to(members, about=organisation_of)
@require_POST
def join(request, organisation):
    """Say that I work here."""
    actions.work_for(organisation, member=request.user)
    return redirect(organisation)


@open_to(members, about=organisation_of)
@require_POST
def leave(request, organisation):
    if request.user.organisation_id == organisation.pk:
        actions.work_for(None, member=request.user)
    return redirect(organisation)


def crumbs(*further):
    home = (_("Home"), reverse("pages:home"))
    if not further:
        return [home, (_("Organisations"), None)]
    return [home, (_("Organisations"), reverse("organisations:index")), *further]
