"""What all pages of one plan have in common: where it stands, and the way between them."""

from typing import NamedTuple

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ponte.plans import rules
from ponte.plans.models import ActionPlan
from ponte.practices.submission.way import Stage

State = ActionPlan.State
PARTNERS_ONLY = gettext_lazy("Only the partners write, and only as long as the text is open.")
INSIDE_ONLY = gettext_lazy(
    "Only those who take part in this plan and the secretariat see this page."
)
WAY = (
    State.DRAFT,
    State.CONSULTATION,
    State.CHECK,
    State.REVISED,
    State.ENDORSED,
    State.IN_IMPLEMENTATION,
)


class Tab(NamedTuple):
    """A page of a plan that the reader may open."""

    label: str
    url: str
    is_here: bool


def plan_at(pk: int) -> ActionPlan:
    plans = ActionPlan.objects.for_lists().select_related("contact", "opened_by", "endorsement")
    return get_object_or_404(plans, pk=pk)


def show(request, template: str, plan: ActionPlan, *, here: str = "", status=200, **context):
    """A page of `plan`; `here` is the name of its address, `title` of the page."""
    context |= {
        "plan": plan,
        "stages": stages(plan),
        "tabs": tabs(plan, request.user, here),
        "crumbs": crumbs(plan, context.get("title", "")),
    }
    return render(request, f"plans/{template}.html", context, status=status)


def crumbs(plan: ActionPlan | None = None, title: str = "") -> list[tuple[str, str | None]]:
    links = [(_("Home"), reverse("pages:home")), (_("Action plans"), reverse("plans:index"))]
    if plan is not None:
        links.append((str(plan), plan.get_absolute_url()))
    if title:
        links.append((title, ""))
    return [*links[:-1], (links[-1][0], None)]


def stages(plan: ActionPlan) -> list[Stage]:
    """The stations of a plan, with the one where it is."""
    end = plan.state if plan.state in ActionPlan.ENDED else State.COMPLETED
    if plan.state == State.NOT_IMPLEMENTED:
        passed = WAY if plan.implementing_since else WAY[:-1]
        return [
            *(Stage(capfirst(str(state.label)), "done") for state in passed),
            Stage(capfirst(str(State.NOT_IMPLEMENTED.label)), "stopped"),
        ]
    states = [*WAY, State(end)]
    here, last = states.index(State(plan.state)), len(states) - 1
    return [
        Stage(
            capfirst(str(state.label)),
            "done" if n < here or here == last else "here" if n == here else "open",
        )
        for n, state in enumerate(states)
    ]


def tabs(plan: ActionPlan, member, here: str) -> list[Tab]:
    """The pages of `plan` that `member` may open; none for who sees only what is public."""
    is_inside = rules.sees_inside.test(member, plan)
    pages = [
        ("detail", _("Plan"), True),
        ("edit_first", _("Write"), rules.may_write.test(member, plan)),
        ("check", _("Check"), is_inside and plan.is_open),
        ("progress", _("Progress"), plan.implementing_since is not None),
        ("team", _("Who takes part"), is_inside),
        ("versions", _("Versions"), is_inside),
        ("history", _("History"), is_inside),
    ]
    found = [
        Tab(label, reverse(f"plans:{name}", args=[plan.pk]), name == here)
        for name, label, is_open in pages
        if is_open
    ]
    return found if len(found) > 1 else []
