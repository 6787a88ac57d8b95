"""Claiming an improvement, attesting it, deciding on it."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ponte.activity.models import Entry
from ponte.core.access import everyone, members, open_to, rule
from ponte.core.states import IllegalMove
from ponte.impact import actions, chain, rules, states
from ponte.impact.actions import Origin
from ponte.impact.due import waiting_for
from ponte.impact.forms import ClaimForm, FundsForm, WordsForm, origin_of
from ponte.impact.models import Claim, Evidence
from ponte.impact.states import Event, Need
from ponte.practices.submission.way import Stage

PAGE_SIZE = 25
form_view = require_http_methods(["GET", "HEAD", "POST"])
CLAIMANT_ONLY = gettext_lazy("Only who claims it can change it, until it is handed in.")
INSIDE_ONLY = gettext_lazy(
    "Until it is confirmed, only who claims it, who attests it and the secretariat see it."
)
DONE = {
    Event.SEND: gettext_lazy("It is handed in: the authority is asked to attest it."),
    Event.WITHDRAW: gettext_lazy("It is a draft again."),
    Event.ATTEST: gettext_lazy("Thank you: the secretariat decides now."),
    Event.REFUSE: gettext_lazy("It went back to who claims it."),
    Event.CONFIRM: gettext_lazy("It is confirmed: its money counts from now on."),
    Event.RETURN: gettext_lazy("It went back with your question."),
    Event.REJECT: gettext_lazy("It is rejected."),
}
ASKED = {
    Event.ATTEST: (
        gettext_lazy("Your statement"),
        gettext_lazy("For your authority: what changed is real, in force, and came of this."),
    ),
    Event.REFUSE: (gettext_lazy("Why not?"), ""),
    Event.RETURN: (gettext_lazy("Your question"), ""),
    Event.REJECT: (gettext_lazy("Your reason"), ""),
}


def claim_at(pk: int) -> Claim:
    claims = Claim.objects.select_related(
        "instrument__territory__parent",
        "instrument__territory__portrait",
        "instrument__responsible_authority",
        "project__programme",
        "topic",
        "claimed_by",
        "attestor",
        "decided_by",
        "corrects",
    )
    return get_object_or_404(chain.with_sources(claims), pk=pk)


def crumbs(*more):
    return [
        (_("Home"), reverse("pages:home")),
        (_("Impact"), reverse("impact:index")),
        *more[:-1],
        (more[-1][0], None),
    ]


@open_to(members)
@require_safe
def mine(request):
    """What one claimed or is asked to attest, the latest first."""
    found = Claim.objects.seen_by(request.user).for_lists().order_by("-updated_at", "-pk")
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_claim": rules.may_claim.test(request.user),
        "crumbs": crumbs((_("My improvements"), None)),
    }
    return render(request, "impact/mine.html", context)


@open_to(
    rules.may_claim,
    why=gettext_lazy(
        "To claim an improvement, say on your profile whom you work for. Who decides claims none."
    ),
)
@form_view
def new(request):
    """Claim an improvement: ?from=… and ?instrument=… fill it in, ?corrects=… begins a
    correction."""
    corrected = correctable(request)
    instance = Claim(corrects=corrected) if corrected else Claim()
    form = ClaimForm(
        request.POST or None,
        request.FILES or None,
        instance=instance,
        member=request.user,
        initial=first_values(request, corrected),
    )
    funds = FundsForm(request.POST or None, prefix="funds", initial=money_of(corrected))
    if request.method == "POST" and form.is_valid() and funds.is_valid():
        given = form.given()
        given["values"]["corrects"] = corrected
        try:
            claim = actions.make_claim(by=request.user, money=funds.money(), **given)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The draft is saved. Hand it in when it is complete."))
            return redirect(claim)
    title = _("Correct an improvement") if corrected else _("Claim an improvement")
    return edited(request, form, funds, title, claim=None, corrected=corrected)


def edited(request, form, funds, title, *, claim, corrected=None, seen=0):
    context = {
        "form": form,
        "funds": funds,
        "title": title,
        "claim": claim,
        "corrected": corrected,
        "seen": seen,
        "crumbs": crumbs(*([(str(claim), claim.get_absolute_url())] if claim else []),
                         (title, None)),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "impact/edit.html", context, status=status)


def correctable(request) -> Claim | None:
    key = request.GET.get("corrects", "")
    if not key.isdecimal():
        return None
    claim = claim_at(int(key[:18]))
    if not rules.may_correct.test(request.user, claim):
        raise PermissionDenied(_("Only who claimed it corrects it, once it is confirmed."))
    return claim


def first_values(request, corrected: Claim | None) -> dict:
    if corrected:
        names = (
            "title", "instrument", "project", "topic", "type", "description", "contribution",
            "effective_on", "beneficiaries", "indicator", "indicator_unit", "indicator_before",
            "indicator_after",
        )  # fmt: skip
        values = {name: getattr(corrected, name) for name in names}
        values["topic"] = corrected.topic_id
        return {**values, "attestor": str(corrected.attestor), "origins": origins_of(corrected)}
    values = {"instrument": request.GET.get("instrument", "")}
    try:
        values["origins"] = [origin_of(line) for line in request.GET.getlist("from") if line]
    except ValidationError:
        values["origins"] = []
    return values


def origins_of(claim: Claim) -> list[Origin]:
    return [
        Origin(each.name, each.practice, each.transfer, each.action, each.activity)
        for each in claim.sources.all()
    ]


def money_of(claim: Claim | None) -> list[dict]:
    if claim is None:
        return []
    return [
        {"year": each.year, "kind": each.kind, "amount": each.amount} for each in claim.funds.all()
    ]


@open_to(everyone, about=claim_at)
@require_safe
def detail(request, claim):
    """The improvement with its chain: public once confirmed, before only for those concerned."""
    is_inside = rules.sees_inside.test(request.user, claim)
    if not (claim.is_confirmed or is_inside):
        if request.user.is_authenticated:
            raise PermissionDenied(INSIDE_ONLY)
        return redirect_to_login(request.get_full_path())
    response = shown(request, claim, is_inside=is_inside)
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
    return response


def shown(request, claim, *, is_inside, bound=None, status=200):
    context = {
        "claim": claim,
        "chain": chain.chain_of(claim),
        "is_inside": is_inside,
        "stages": stages(claim),
        "correction": claim.corrections.confirmed().first(),
        "evidence": list(claim.evidence.all()),
        "crumbs": crumbs((claim.title, None)),
    }
    if is_inside:
        context |= {
            "waiting_for": waiting_for(claim),
            "steps": steps(claim, request.user, bound),
            "entries": Entry.objects.about(claim),
            "may_write": rules.may_write.test(request.user, claim),
            "may_delete": rules.may_delete.test(request.user, claim),
            "may_correct": rules.may_correct.test(request.user, claim)
            and not claim.corrections.exclude(state=Claim.State.REJECTED).exists(),
        }
    return render(request, "impact/claim.html", context, status=status)


def stages(claim: Claim) -> list[Stage]:
    """The stations of a claim, with the one where it is."""
    state = Claim.State(claim.state)
    way = [Claim.State.DRAFT, Claim.State.SENT, Claim.State.ATTESTED, Claim.State.CONFIRMED]
    labels = [_("Written"), _("Attested by the authority"), _("Decided by the secretariat")]
    if state == Claim.State.REJECTED:
        return [*(Stage(label, "done") for label in labels[:2]), Stage(_("Rejected"), "stopped")]
    here = 0 if state == Claim.State.RETURNED else way.index(state)
    return [
        Stage(label, "done" if place < here else "here" if place == here else "open")
        for place, label in enumerate(labels)
    ]


def steps(claim: Claim, member, bound=None) -> list[dict]:
    """What `member` may do with it where it stands, with the form for what has to be said."""
    found = []
    for row in states.possible(claim, member):
        event = row.event
        form = None
        if Need.WORDS in row.needs:
            label, help_text = ASKED[event]
            given = {"label": label, "help_text": help_text, "prefix": event.value}
            form = bound if bound and bound.prefix == event.value else WordsForm(**given)
        found.append(
            {
                "event": event.value,
                "label": capfirst(str(event.label)),
                "form": form,
                "lacking": states.lacking(row, claim),
                "is_first": event in {Event.SEND, Event.ATTEST, Event.CONFIRM},
                "is_open": form is not None and form.is_bound,
            }
        )
    return sorted(found, key=lambda each: not each["is_first"])


@open_to(rules.sees_inside, about=claim_at, why=INSIDE_ONLY)
@require_POST
def step(request, claim):
    """Take a step; what is wrong is told on the page of the claim."""
    event = request.POST.get("event", "")
    form = None
    words = ""
    if event in ASKED:
        label, help_text = ASKED[Event(event)]
        form = WordsForm(request.POST, prefix=event, label=label, help_text=help_text)
        if not form.is_valid():
            return shown(request, claim, is_inside=True, bound=form, status=422)
        words = form.cleaned_data["words"]
    try:
        states.move(claim=claim, event=event, actor=request.user, words=words)
    except IllegalMove as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, DONE[Event(event)])
    return redirect(claim)


@open_to(rules.may_write, about=claim_at, why=CLAIMANT_ONLY)
@form_view
def edit(request, claim):
    form = ClaimForm(
        request.POST or None,
        request.FILES or None,
        instance=claim,
        member=request.user,
        initial={"origins": origins_of(claim)},
    )
    funds = FundsForm(request.POST or None, prefix="funds", initial=money_of(claim))
    seen = request.POST.get("seen", str(claim.lock_version))
    if request.method == "POST" and form.is_valid() and funds.is_valid():
        try:
            actions.change_claim(
                claim=claim,
                by=request.user,
                seen=int(seen) if seen.isdecimal() else -1,
                money=funds.money(),
                **form.given(),
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect(claim)
    return edited(request, form, funds, _("Change the claim"), claim=claim, seen=seen,
                  corrected=claim.corrects)  # fmt: skip


@open_to(rules.may_delete, about=claim_at, why=CLAIMANT_ONLY)
@form_view
def delete(request, claim):
    """Ask whether to delete a draft, and do it."""
    if request.method == "POST":
        actions.delete_claim(claim=claim)
        messages.success(request, _("The draft is deleted."))
        return redirect("impact:mine")
    context = {
        "claim": claim,
        "crumbs": crumbs((claim.title, claim.get_absolute_url()), (_("Delete"), None)),
    }
    return render(request, "impact/delete.html", context)


def evidence_of(handle):
    found = Evidence.objects.select_related("claim__instrument", "claim__attestor")
    return get_object_or_404(found, handle=handle)


sees_evidence = rule(lambda member, evidence: rules.sees_inside.test(member, evidence.claim))


@open_to(
    sees_evidence,
    about=evidence_of,
    why=gettext_lazy("Only who claims it, who attests it and the secretariat see the evidence."),
)
@require_safe
def evidence(request, evidence):
    """The file, to be saved and never to be shown in a page of this site."""
    return FileResponse(
        evidence.file.open(),
        as_attachment=True,
        filename=str(evidence),
        content_type="application/octet-stream",
    )
