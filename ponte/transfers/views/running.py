"""Beginning a transfer, its pages for the team and for others, and the steps it takes."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ponte.activity.models import Entry
from ponte.core.access import everyone, members, open_to
from ponte.core.states import IllegalMove
from ponte.practices.judging.models import Adoption
from ponte.practices.judging.rules import is_near
from ponte.practices.models import Practice
from ponte.transfers import actions, rules, states
from ponte.transfers.actions.running import reported
from ponte.transfers.due import waiting_for
from ponte.transfers.forms import (
    InviteForm,
    NewTransferForm,
    ReasonForm,
    ResultForm,
    TransferForm,
)
from ponte.transfers.models import TeamMember, Transfer
from ponte.transfers.states import Event, Need, Transition
from ponte.transfers.views.pages import crumbs, show, transfer_at

PAGE_SIZE = 25
form_view = require_http_methods(["GET", "HEAD", "POST"])
TEAM_ONLY = gettext_lazy("Only the team of this transfer can do this.")
INSIDE_ONLY = gettext_lazy(
    "Only the team, those who run the practice and the secretariat see this page."
)
BY_RESULT = {Event.ADOPT, Event.ADAPT}
DONE = {
    Event.CONCLUDE: gettext_lazy("The assessment is concluded."),
    Event.REOPEN: gettext_lazy("The assessment is open again."),
    Event.PLAN: gettext_lazy("The draft of a plan is filled in: look it over."),
    Event.BEGIN: gettext_lazy("Good luck. When it ends, say here what came of it."),
    Event.RESUME: gettext_lazy("The transfer is open again."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step the team may take; `lacking` says what is needed first."""

    label: str
    event: str
    url: str = ""
    lacking: str = ""


# Lists and the beginning


@open_to(members)
@require_safe
def mine(request):
    """The transfers of one's teams and of the practices one runs, the latest first."""
    member = request.user
    run = Transfer.objects.run_by(member)
    found = (run | Transfer.objects.from_practices_of(member)).distinct().for_lists()
    invited = TeamMember.objects.filter(member=member, joined_at=None)
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "own": set(run.values_list("pk", flat=True)),
        "invitations": invited.select_related("transfer__practice", "transfer__region"),
        "may_begin": rules.may_begin.test(member),
        "crumbs": crumbs(title=_("My transfers")),
    }
    return render(request, "transfers/mine.html", context)


@open_to(members)
@form_view
def new(request):
    """Begin a transfer, from a practice's page with ?practice=…, or with ?region=… too."""
    practice = Practice.objects.published().filter(slug=request.GET.get("practice", "")).first()
    context = {"practice": practice, "crumbs": crumbs(title=_("Bring it to my region"))}
    if not rules.may_begin.test(request.user):
        context["is_impartial"] = rules.is_impartial.test(request.user)
        return render(request, "transfers/not_yet.html", context)
    form = NewTransferForm(
        request.POST or None,
        member=request.user,
        initial={
            "practice": practice.slug if practice else request.GET.get("practice", ""),
            "region": request.GET.get("region") or own_region(request.user),
        },
    )
    if form.is_valid():
        try:
            transfer = actions.begin_transfer(by=request.user, **form.cleaned_data)
        except actions.AlreadyBegun as error:
            messages.info(request, _("Your team has begun this transfer already: here it is."))
            return redirect(error.transfer)
        messages.success(request, _("The transfer is begun. Answer first what you know."))
        return redirect("transfers:assessment", transfer.pk)
    context["form"] = form
    status = 422 if form.is_bound else 200
    return render(request, "transfers/new.html", context, status=status)


def own_region(member):
    """The region of `member`, if it is one of their organisation's; else that one's."""
    seat = member.organisation.region
    return member.region if is_near(seat, member.region) else seat


# One transfer


@open_to(everyone, about=transfer_at)
@require_safe
def detail(request, transfer):
    """Where it stands: all of it for those who take part, what is public for others."""
    is_inside = rules.sees_inside.test(request.user, transfer)
    invited = own_invitation(transfer, request.user)
    if not (transfer.is_public or is_inside or invited):
        if request.user.is_authenticated:
            raise PermissionDenied(INSIDE_ONLY)
        return redirect_to_login(request.get_full_path())
    context = {
        "is_inside": is_inside,
        "invited": invited,
        "may_change": rules.may_change.test(request.user, transfer),
    }
    if is_inside:
        context |= {
            "waiting_for": waiting_for(transfer),
            "steps": steps(transfer, request.user),
            "entries": Entry.objects.about(transfer),
            "team": transfer.team.select_related("member__organisation"),
            "sheets": transfer.sheets.sent().select_related("assessor"),
        }
    response = show(request, "detail", transfer, here="detail", **context)
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
    return response


def own_invitation(transfer, member):
    if not member.is_authenticated:
        return None
    return transfer.team.filter(member=member, joined_at=None).select_related("invited_by").first()


def steps(transfer, member) -> list[Step]:
    """What `member` may do with it where it stands, the way on first."""
    found = [step_of(row, transfer) for row in states.possible(transfer, member)]
    return [step for step in found if step is not None]


def step_of(row: Transition, transfer) -> Step | None:
    if row.event in BY_RESULT:
        return None
    if row.event == Event.STOP:
        if Need.REPORT in row.needs:
            url = reverse("transfers:result", args=[transfer.pk])
            return Step(_("Say how it ended"), row.event.value, url)
        return Step(_("Stop it"), row.event.value, reverse("transfers:stop", args=[transfer.pk]))
    try:
        for need in row.needs:
            states.CHECKS[need](transfer, "")
    except IllegalMove as error:
        return Step(
            capfirst(str(row.event.label)), row.event.value, lacking=" ".join(error.messages)
        )
    return Step(capfirst(str(row.event.label)), row.event.value)


@open_to(rules.may_change, about=transfer_at, why=TEAM_ONLY)
@form_view
def edit(request, transfer):
    """Say what it is for, when, and who sees it."""
    form = TransferForm(request.POST or None, instance=transfer)
    context = {"seen": transfer.lock_version}
    if form.is_valid():
        try:
            actions.change_transfer(
                transfer=transfer,
                by=request.user,
                seen=version_seen(request),
                values=form.cleaned_data,
            )
        except actions.ChangedMeanwhile as error:
            form.add_error(None, error)
            context |= {"theirs": text_of(error.stored, form), "seen": error.stored.lock_version}
        else:
            messages.success(request, _("Saved."))
            return redirect(transfer)
    status = 422 if form.is_bound else 200
    title = _("What it is about")
    return show(request, "edit", transfer, title=title, form=form, status=status, **context)


def version_seen(request) -> int:
    """The version of the text that was on the page; -1, which none has, if it is not told."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() else -1


def text_of(stored, form) -> list[tuple[str, str]]:
    """What others stored in the fields that were changed here, by their labels."""
    return [
        (form.fields[name].label, getattr(stored, name) or "")
        for name in form.fields
        if getattr(stored, name) != form.cleaned_data.get(name)
    ]


@open_to(rules.is_in_team, about=transfer_at, why=TEAM_ONLY)
@require_POST
def step(request, transfer):
    """Take the step that a button names."""
    event = request.POST.get("event", "")
    if event not in Event.values:
        raise PermissionDenied
    try:
        states.move(transfer=transfer, event=event, actor=request.user)
    except IllegalMove as error:
        messages.error(request, " ".join(error.messages))
        return redirect(transfer)
    messages.success(request, DONE[Event(event)])
    return redirect("transfers:plan" if event == Event.PLAN else "transfers:detail", transfer.pk)


@open_to(rules.may_change, about=transfer_at, why=TEAM_ONLY)
@form_view
def stop(request, transfer):
    """Stop it, with a reason."""
    if transfer.state == Transfer.State.ADOPTING:
        return redirect("transfers:result", transfer.pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            states.move(
                transfer=transfer, event=Event.STOP, actor=request.user, **form.cleaned_data
            )
        except IllegalMove as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The transfer is stopped. You can take it up again."))
            return redirect(transfer)
    status = 422 if form.is_bound else 200
    title = _("Stop the transfer")
    return show(request, "stop", transfer, title=title, form=form, status=status)


@open_to(rules.sees_inside, about=transfer_at, why=INSIDE_ONLY)
@form_view
def result(request, transfer):
    """How it ended; as long as it is being adopted, the form in which the team says so."""
    may_end = rules.may_end.test(request.user, transfer)
    if request.method == "POST" and not may_end:
        raise PermissionDenied(TEAM_ONLY)
    if not may_end:
        return show(request, "result", transfer, here="result", title=_("Result"))
    before = reported(transfer)
    form = ResultForm(
        request.POST or None,
        instance=before or Adoption(year=transfer.adopting_since.year, adapted=transfer.adaptation),
    )
    if form.is_valid():
        try:
            actions.end_transfer(
                transfer=transfer,
                event=form.cleaned_data["event"],
                by=request.user,
                reason=form.cleaned_data["reason"],
                report=form.report(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Thank you. It is now under “Tried here”."))
            return redirect("transfers:result", transfer.pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "before": before, "title": _("Result")}
    return show(request, "result", transfer, here="result", status=status, **context)


# The team


@open_to(rules.sees_inside, about=transfer_at, why=INSIDE_ONLY)
@form_view
def team(request, transfer):
    """Who works on it; the team invites colleagues."""
    may_invite = rules.may_change.test(request.user, transfer)
    form = InviteForm(request.POST or None, transfer=transfer) if may_invite else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied(TEAM_ONLY)
        if form.is_valid():
            try:
                invited = actions.invite(
                    transfer=transfer, member=form.cleaned_data["colleague"], by=request.user
                )
            except ValidationError as error:
                form.add_error("colleague", error)
            else:
                told = _("%(name)s is invited.") % {"name": invited.member}
                messages.success(request, told)
                return redirect("transfers:team", transfer.pk)
    context = {
        "form": form,
        "team": transfer.team.select_related("member__organisation"),
        "is_in_team": rules.is_in_team.test(request.user, transfer),
        "title": _("Team"),
    }
    status = 422 if request.method == "POST" else 200
    return show(request, "team", transfer, here="team", status=status, **context)


@open_to(rules.is_invited, about=transfer_at, why=gettext_lazy("You are not invited any more."))
@require_POST
def answer_invitation(request, transfer):
    invited = get_object_or_404(transfer.team, member=request.user)
    if "join" in request.POST:
        actions.join_team(invited=invited)
        messages.success(request, _("Welcome to the team. Answer first what you know."))
        return redirect(transfer)
    actions.decline_invitation(invited=invited)
    messages.success(request, _("You have declined."))
    return redirect("transfers:mine")


@open_to(rules.is_in_team, about=transfer_at, why=TEAM_ONLY)
@require_POST
def leave(request, transfer):
    try:
        actions.leave_team(transfer=transfer, member=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("transfers:team", transfer.pk)
    messages.success(request, _("You have left the team."))
    return redirect("transfers:mine")
