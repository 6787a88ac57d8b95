from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ponte.activity.models import Entry
from ponte.core.access import members, open_to
from ponte.projects import actions, rules, states
from ponte.projects.forms import InvitationForm, ProjectPageForm
from ponte.projects.models import Project
from ponte.projects.views import crumbs

EDITORS = gettext_lazy("A project is edited by its web admins and its lead partner.")
PEOPLE = gettext_lazy("The people of a project are seen by those who are in it.")


def project_of(slug):
    return get_object_or_404(Project.objects.select_related("programme"), slug=slug)


@open_to(rules.may_edit_project, about=project_of, why=EDITORS)
@require_http_methods(["GET", "POST"])
def edit(request, project):
    form = ProjectPageForm(request.POST or None, instance=project)
    if request.method == "POST" and form.is_valid():
        actions.change_page(
            form.save(commit=False),
            topics=form.cleaned_data["topics"],
            regions=form.cleaned_data["regions"],
            by=request.user,
            changed=form.changed_data,
        )
        messages.success(request, _("The project is saved."))
        return redirect(project)
    context = {
        "form": form,
        "project": project,
        "transitions": states.possible(project) if serves_all(request.user, project) else [],
        "history": Entry.objects.about(project)[:20],
        "crumbs": crumbs(project, _("Edit")),
    }
    return render(request, "projects/edit.html", context, status=422 if form.errors else 200)


def serves_all(member, project):
    return rules.serves_all.test(member, project)


@open_to(
    rules.serves_all,
    about=project_of,
    why=gettext_lazy("The secretariat changes the state of a project."),
)
@require_POST
def change_state(request, project):
    try:
        states.move(project=project, to=request.POST.get("to", ""), by=request.user)
    except states.IllegalMove as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("The state is changed."))
    return redirect("projects:edit", project.slug)


@open_to(rules.may_see_people, about=project_of, why=PEOPLE)
@require_http_methods(["GET", "POST"])
def people(request, project):
    """Who is in the project; those who run it invite others."""
    runs = rules.may_edit_project.test(request.user, project)
    form = InvitationForm(request.POST or None, project=project) if runs else None
    if request.method == "POST" and form and form.is_valid():
        actions.invite(project=project, by=request.user, **form.cleaned_data)
        messages.success(request, _("The invitation is sent."))
        return redirect("projects:people", project.slug)
    context = {
        "project": project,
        "form": form,
        "runs": runs,
        "people": project.project_members.select_related("member__organisation").order_by(
            "member__last_name", "member__first_name", "pk"
        ),
        "invitations": project.invitations.open().select_related("invited_by") if runs else (),
        "crumbs": crumbs(project, _("People")),
    }
    status = 422 if form and form.errors else 200
    return render(request, "projects/people.html", context, status=status)


@open_to(rules.may_edit_project, about=project_of, why=EDITORS)
@require_POST
def remove(request, project, pk):
    person = get_object_or_404(project.project_members, pk=pk)
    try:
        actions.remove_from_project(person=person, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("The role is ended."))
    return redirect("projects:people", project.slug)


@open_to(rules.may_edit_project, about=project_of, why=EDITORS)
@require_POST
def withdraw(request, project, pk):
    try:
        actions.withdraw(invitation=get_object_or_404(project.invitations, pk=pk), by=request.user)
    except actions.InvitationIsOver as over:
        messages.error(request, " ".join(over.messages))
    else:
        messages.success(request, _("The invitation is withdrawn."))
    return redirect("projects:people", project.slug)


@open_to(members)
@require_http_methods(["GET", "POST"])
def invitation(request, token):
    """Accept or decline, by whom the invitation is meant for."""
    found = actions.invitation_at(token)
    if found is None:
        raise Http404
    meant = actions.is_meant(found, request.user)
    if request.method == "POST" and meant:
        return answer(request, found)
    context = {
        "invitation": found,
        "project": found.project,
        "meant": meant,
        "crumbs": crumbs(found.project, _("Invitation")),
    }
    status = 200 if found.is_open and meant else 403 if found.is_open else 410
    return render(request, "projects/invitation.html", context, status=status)


def answer(request, found):
    accepts = "accept" in request.POST
    try:
        (actions.accept if accepts else actions.decline)(invitation=found, by=request.user)
    except actions.InvitationIsOver as over:
        messages.error(request, " ".join(over.messages))
        return redirect(found.project)
    if accepts:
        messages.success(request, _("You are in the project now. Welcome."))
        return redirect("projects:people", found.project.slug)
    messages.success(request, _("You have declined the invitation."))
    return redirect(found.project)
