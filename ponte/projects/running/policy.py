"""Pages on which the instruments of a project, their authorities and stakeholders are kept."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ponte.core.access import open_to
from ponte.instruments.actions import add_instrument
from ponte.projects import partnership, rules
from ponte.projects.models import AssociatedPolicyAuthority, StakeholderGroup
from ponte.projects.running.forms import (
    AuthorityForm,
    InstrumentForm,
    StakeholdersForm,
    instruments_of,
)
from ponte.projects.running.partnership import show
from ponte.projects.running.views import EDITORS, PEOPLE, project_of
from ponte.projects.views import for_page
from ponte.projects.views import instruments_of as entries_of


@open_to(rules.may_see_people, about=project_of, why=PEOPLE)
@require_safe
def policy(request, project):
    """Each instrument with who addresses it, its authorities and its stakeholders."""
    entries = entries_of(for_page().get(pk=project.pk))
    title = _("Instruments, authorities and stakeholders")
    return show(request, "policy", project, "policy", title=title, entries=entries)


@open_to(rules.may_edit_project, about=project_of, why=EDITORS)
@require_http_methods(["GET", "POST"])
def new_instrument(request, project):
    form = InstrumentForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        instrument = add_instrument(form.save(commit=False), by=request.user)
        for partner in form.cleaned_data["partners"]:
            addressed = [*partner.instruments.all(), instrument]
            partnership.save_partner(partner=partner, instruments=addressed, by=request.user)
        messages.success(request, _("The instrument is saved."))
        return redirect("projects:policy", project.slug)
    return show_form(request, project, form, _("New policy instrument"))


@open_to(rules.may_edit_project, about=project_of, why=EDITORS)
@require_http_methods(["GET", "POST"])
def new_authority(request, project):
    return authority_form(request, project, AssociatedPolicyAuthority(project=project))


@open_to(rules.may_edit_project, about=project_of, why=EDITORS)
@require_http_methods(["GET", "POST"])
def authority(request, project, pk):
    return authority_form(
        request, project, get_object_or_404(project.associated_authorities, pk=pk)
    )


def authority_form(request, project, authority):
    chosen = {"instrument": request.GET.get("instrument")} if authority.pk is None else {}
    form = AuthorityForm(
        request.POST or None,
        request.FILES or None,
        instance=authority,
        project=project,
        initial=chosen,
    )
    if request.method == "POST" and form.is_valid():
        partnership.save_authority(
            authority=form.save(commit=False), letter=form.cleaned_data["letter"], by=request.user
        )
        messages.success(request, _("The associated policy authority is saved."))
        return redirect("projects:policy", project.slug)
    return show_form(request, project, form, _("Associated policy authority"))


@open_to(rules.may_edit_project, about=project_of, why=EDITORS)
@require_POST
def remove_authority(request, project, pk):
    found = get_object_or_404(project.associated_authorities, pk=pk)
    partnership.remove_authority(authority=found, by=request.user)
    messages.success(request, _("The associated policy authority is removed."))
    return redirect("projects:policy", project.slug)


@open_to(rules.may_see_people, about=project_of, why=PEOPLE)
@require_safe
def letter(request, project, pk):
    """The signed letter, to be saved and never to be shown in a page of this site."""
    found = get_object_or_404(project.associated_authorities, pk=pk)
    if not found.letter:
        raise Http404
    extension = found.letter.name.rpartition(".")[2]
    return FileResponse(
        found.letter.open(),
        as_attachment=True,
        filename=f"{project.slug}-letter-{found.pk}.{extension}",
        content_type="application/octet-stream",
    )


@open_to(rules.may_edit_project, about=project_of, why=EDITORS)
@require_http_methods(["GET", "POST"])
def stakeholders(request, project, instrument):
    """The group around one instrument of the project."""
    instrument = get_object_or_404(instruments_of(project), slug=instrument)
    known = StakeholderGroup.objects.filter(project=project, instrument=instrument).first()
    group = known or StakeholderGroup(project=project, instrument=instrument)
    form = StakeholdersForm(request.POST or None, instance=group)
    if request.method == "POST" and form.is_valid():
        partnership.set_stakeholders(
            project=project, instrument=instrument, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("The stakeholder group is saved."))
        return redirect("projects:policy", project.slug)
    title = _("Stakeholder group: %(instrument)s") % {"instrument": instrument}
    return show_form(request, project, form, title)


def show_form(request, project, form, title):
    return show(
        request,
        "form",
        project,
        "policy",
        title=title,
        form=form,
        back="projects:policy",
        status=422 if form.errors else 200,
    )
