"""The steps of a plan, its endorsement, and who takes part."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ponte.core.access import open_to
from ponte.core.states import IllegalMove
from ponte.plans import actions, rules, states
from ponte.plans.forms import InviteForm, ReasonForm, SignForm
from ponte.plans.gantt import chart_of
from ponte.plans.money import budget_of, totals_by_action
from ponte.plans.states import Event, Need, Signature
from ponte.plans.views.pages import INSIDE_ONLY, plan_at, show

form_view = require_http_methods(["GET", "HEAD", "POST"])
DONE = {
    Event.CONSULT: gettext_lazy("Stakeholders and the authority are asked for their comments."),
    Event.WITHDRAW: gettext_lazy("The plan is a draft again."),
    Event.SUBMIT: gettext_lazy("Sent. The secretariat reads it now."),
    Event.COMMENT: gettext_lazy("Returned with your comments."),
    Event.CLEAR: gettext_lazy("Returned without comments: the authority may endorse it."),
    Event.ENDORSE: gettext_lazy("The plan is endorsed. Everybody can read it now."),
    Event.REFUSE: gettext_lazy("The partners read your reason and write it anew."),
    Event.BEGIN: gettext_lazy("Good luck. After each half-year a report is due on each action."),
    Event.COMPLETE: gettext_lazy("The plan is completed. Congratulations."),
    Event.COMPLETE_PARTLY: gettext_lazy("The plan has ended."),
    Event.GIVE_UP: gettext_lazy("The plan has ended."),
}
SECONDARY = {Event.WITHDRAW, Event.REFUSE, Event.GIVE_UP, Event.COMPLETE_PARTLY}


@dataclass(frozen=True, slots=True)
class Step:
    """A step that somebody may take; `lacking` says what is needed first."""

    label: str
    event: str
    url: str = ""
    lacking: str = ""
    is_main: bool = True


def steps(plan, member) -> list[Step]:
    """What `member` may do with it where it stands, the way on first."""
    return [step_of(row, plan) for row in states.possible(plan, member)]


def step_of(row, plan) -> Step:
    label, event = capfirst(str(row.event.label)), row.event.value
    is_main = row.event not in SECONDARY
    for need in row.needs:
        if need in {Need.REASON, Need.SIGNATURE}:
            continue
        try:
            states.CHECKS[need](plan, states.Words())
        except IllegalMove as error:
            return Step(label, event, lacking=" ".join(error.messages), is_main=is_main)
    if Need.SIGNATURE in row.needs:
        return Step(label, event, reverse("plans:endorse", args=[plan.pk]), is_main=is_main)
    if Need.REASON in row.needs:
        return Step(label, event, reverse("plans:explain", args=[plan.pk, event]), is_main=is_main)
    return Step(label, event, is_main=is_main)


@open_to(rules.sees_inside, about=plan_at, why=INSIDE_ONLY)
@require_POST
def step(request, plan):
    """Take the step that a button names."""
    event = request.POST.get("event", "")
    if event not in Event.values:
        raise PermissionDenied
    try:
        states.move(plan=plan, event=event, actor=request.user)
    except IllegalMove as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, DONE[Event(event)])
    return redirect(plan)


@open_to(rules.sees_inside, about=plan_at, why=INSIDE_ONLY)
@form_view
def explain(request, plan, event):
    """A step that needs a reason."""
    row = next((row for row in states.possible(plan, request.user) if row.event == event), None)
    if row is None or Need.REASON not in row.needs:
        raise Http404
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            states.move(plan=plan, event=event, actor=request.user, **form.cleaned_data)
        except IllegalMove as error:
            form.add_error(None, error)
        else:
            messages.success(request, DONE[Event(event)])
            return redirect(plan)
    status = 422 if form.is_bound else 200
    title = capfirst(str(row.event.label))
    return show(request, "explain", plan, title=title, form=form, status=status)


@open_to(
    rules.may_endorse,
    about=plan_at,
    why=gettext_lazy(
        "Only a member of the responsible authority who takes part endorses the plan, and only "
        "after the secretariat has read it."
    ),
)
@form_view
def endorse(request, plan):
    """The whole text, and the signature under it."""
    seen = states.text_version(plan)
    initial = {"name": request.user.name, "position": request.user.job_title, "seen": seen}
    form = SignForm(request.POST or None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        try:
            states.move(
                plan=plan,
                event=Event.ENDORSE,
                actor=request.user,
                signature=Signature(given["name"], given["position"], given["seen"]),
            )
        except IllegalMove as error:
            form.add_error(None, error)
            form.data = form.data.copy()
            form.data["seen"] = seen
        else:
            messages.success(request, DONE[Event.ENDORSE])
            return redirect(plan)
    totals = totals_by_action(plan)
    found = list(plan.actions.with_lines())
    context = {
        "form": form,
        "title": _("Endorse the plan"),
        "actions": [(action, totals[action.pk]) for action in found],
        "budget": budget_of(plan),
        "chart": chart_of(found, today=plan.updated_at.date()),
        "partners": plan.partners.select_related("region", "organisation"),
    }
    status = 422 if form.is_bound else 200
    return show(request, "endorse", plan, status=status, **context)


@open_to(rules.sees_inside, about=plan_at, why=INSIDE_ONLY)
@form_view
def team(request, plan):
    """Who takes part; the partners invite stakeholders, the authority and other partners."""
    may_invite = rules.may_invite.test(request.user, plan)
    form = InviteForm(request.POST or None) if may_invite else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied(INSIDE_ONLY)
        if form.is_valid():
            person, role = form.cleaned_data["person"], form.cleaned_data["role"]
            try:
                actions.invite(plan=plan, member=person, role=role, by=request.user)
            except ValidationError as error:
                form.add_error("person", error)
            else:
                messages.success(request, _("%(name)s is invited.") % {"name": person})
                return redirect("plans:team", plan.pk)
    context = {
        "form": form,
        "participants": plan.participants.select_related("member__organisation"),
        "takes_part": plan.participants.filter(member=request.user).exists(),
        "title": _("Who takes part"),
    }
    status = 422 if request.method == "POST" else 200
    return show(request, "team", plan, here="team", status=status, **context)


@open_to(rules.is_invited, about=plan_at, why=gettext_lazy("You are not invited any more."))
@require_POST
def answer_invitation(request, plan):
    invited = get_object_or_404(plan.participants, member=request.user)
    if "join" in request.POST:
        actions.join(invited=invited)
        messages.success(request, _("Welcome. Read the plan, comment and suggest changes."))
        return redirect(plan)
    actions.decline_invitation(invited=invited)
    messages.success(request, _("You have declined."))
    return redirect("plans:mine")


@open_to(rules.takes_part, about=plan_at, why=INSIDE_ONLY)
@require_POST
def leave(request, plan):
    get_object_or_404(plan.participants, member=request.user)
    try:
        actions.leave(plan=plan, member=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("plans:team", plan.pk)
    messages.success(request, _("You take part no more."))
    return redirect("plans:mine")
