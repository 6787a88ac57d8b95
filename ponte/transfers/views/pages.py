"""What all pages of one transfer have in common: where it stands, and the way between them."""

from typing import NamedTuple

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ponte.practices.models import Practice
from ponte.practices.submission.way import Stage
from ponte.transfers import rules
from ponte.transfers.models import Transfer

State = Transfer.State


class Tab(NamedTuple):
    """A page of a transfer that the reader may open."""

    label: str
    url: str
    is_here: bool


def transfer_at(pk: int) -> Transfer:
    transfers = Transfer.objects.select_related(
        "practice__region__portrait",
        "practice__project",
        "region__portrait",
        "region__parent",
        "organisation",
        "adoption",
        "opened_by",
    )
    return get_object_or_404(transfers, pk=pk)


def show(request, template: str, transfer: Transfer, *, here: str = "", status=200, **context):
    """A page of `transfer`; `here` is the name of its address, `title` of the page."""
    title = context.get("title", "")
    context |= {
        "transfer": transfer,
        "practice": Practice.objects.with_topics()
        .select_related("region__portrait")
        .get(pk=transfer.practice_id),
        "stages": stages(transfer),
        "tabs": tabs(transfer, request.user, here),
        "crumbs": crumbs(transfer, title),
    }
    return render(request, f"transfers/{template}.html", context, status=status)


def crumbs(transfer: Transfer | None = None, title: str = "") -> list[tuple[str, str | None]]:
    links = [(_("Home"), reverse("pages:home")), (_("Transfers"), reverse("transfers:index"))]
    if transfer is not None:
        links.append((str(transfer), transfer.get_absolute_url()))
    if title:
        links.append((title, ""))
    return [*links[:-1], (links[-1][0], None)]


def stages(transfer: Transfer) -> list[Stage]:
    """The stations of a transfer, with the one where it is."""
    way = [State.CONSIDERED, State.ASSESSED, State.PLANNED, State.ADOPTING]
    end = State.ADAPTED if transfer.state == State.ADAPTED else State.ADOPTED
    if transfer.state == State.STOPPED:
        passed = way if transfer.adopting_since else way[:1]
        return [
            *(Stage(capfirst(str(state.label)), "done") for state in passed),
            Stage(capfirst(str(State.STOPPED.label)), "stopped"),
        ]
    states = [*way, end]
    here = states.index(State(transfer.state))
    last = len(states) - 1
    return [
        Stage(
            capfirst(str(state.label)),
            "done" if n < here or here == last else "here" if n == here else "open",
        )
        for n, state in enumerate(states)
    ]


def tabs(transfer: Transfer, member, here: str) -> list[Tab]:
    """The pages of `transfer` that `member` may open; none for who sees only what is public."""
    if not rules.sees_inside.test(member, transfer):
        return []
    may_run = rules.is_in_team.test(member, transfer)
    answers = rules.may_answer | rules.has_answered
    pages = [
        ("detail", _("Overview"), True),
        ("assessment", _("My answers"), answers.test(member, transfer)),
        ("answers", _("Compare"), rules.sees_answers.test(member, transfer)),
        ("plan", _("Plan"), rules.has_plan.test(member, transfer)),
        ("contacts", _("Contacts"), may_run),
        ("team", _("Team"), True),
        ("result", _("Result"), transfer.adopting_since is not None),
    ]
    return [
        Tab(label, reverse(f"transfers:{name}", args=[transfer.pk]), name == here)
        for name, label, is_open in pages
        if is_open
    ]
