"""The list of plans, one plan to read, its history and its versions."""

from collections import Counter

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ponte.activity import kind_of
from ponte.activity.differences import pieces
from ponte.activity.history import Difference
from ponte.activity.models import Entry
from ponte.core.access import everyone, members, open_to
from ponte.plans import content, rules
from ponte.plans.gantt import chart_of
from ponte.plans.models import Action, ActionPlan, LedgerEntry, Participant
from ponte.plans.money import budget_of, totals_by_action
from ponte.plans.sections import places
from ponte.plans.views.pages import INSIDE_ONLY, crumbs, plan_at, show
from ponte.plans.views.steps import steps

PAGE_SIZE = 20


@open_to(everyone)
@require_safe
def index(request):
    """The plans that authorities have endorsed, the latest first."""
    found = ActionPlan.objects.public().for_lists().order_by("-endorsed_on", "-pk")
    state = request.GET.get("state", "")
    shown = found.filter(state=state) if state in ActionPlan.State.values else found
    counts = Counter(found.order_by().values_list("state", flat=True))
    context = {
        "page": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "states": [(each, counts[each.value]) for each in ActionPlan.State if counts[each.value]],
        "chosen": state,
        "mobilised": LedgerEntry.objects.in_force().funds().total(),
        "may_begin": rules.may_begin.test(request.user),
        "may_monitor": rules.may_monitor.test(request.user),
        "crumbs": crumbs(),
    }
    return render(request, "plans/index.html", context)


@open_to(members)
@require_safe
def mine(request):
    """The plans in which the member takes part; for the secretariat all of them."""
    found = ActionPlan.objects.for_lists()
    if not rules.is_secretariat.test(request.user):
        found = found.filter(pk__in=ActionPlan.objects.with_part_of(request.user).values("pk"))
    invited = Participant.objects.filter(member=request.user, joined_at=None)
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "invitations": invited.select_related("plan__instrument", "plan__project"),
        "may_begin": rules.may_begin.test(request.user),
        "may_monitor": rules.may_monitor.test(request.user),
        "crumbs": crumbs(title=_("My action plans")),
    }
    return render(request, "plans/mine.html", context)


@open_to(everyone, about=plan_at)
@require_safe
def detail(request, plan):
    """The plan as its template has it; those who take part see where it stands, too."""
    is_inside = rules.sees_inside.test(request.user, plan)
    invited = own_invitation(plan, request.user)
    if not (plan.is_public or is_inside or invited):
        if request.user.is_authenticated:
            raise PermissionDenied(INSIDE_ONLY)
        return redirect_to_login(request.get_full_path())
    actions = list(plan.actions.with_lines())
    totals = totals_by_action(plan)
    context = {
        "is_inside": is_inside,
        "invited": invited,
        "actions": [(action, totals[action.pk]) for action in actions],
        "budget": budget_of(plan),
        "partners": plan.partners.select_related("region", "organisation"),
        "chart": chart_of(actions, today=timezone.localdate()),
    }
    if is_inside:
        context |= {
            "steps": steps(plan, request.user),
            "places": talked_about(plan, actions),
            "may_talk": rules.may_talk.test(request.user, plan),
        }
    response = show(request, "detail", plan, here="detail", **context)
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
    return response


def own_invitation(plan, member):
    if not member.is_authenticated:
        return None
    invited = plan.participants.filter(member=member, joined_at=None)
    return invited.select_related("invited_by").first()


def talked_about(plan, actions):
    """Each place, with how many comments and suggested changes wait there; two queries."""
    waiting = Counter(plan.comments.filter(settled_at=None).values_list("action", "section"))
    waiting += Counter(plan.suggestions.open().values_list("action", "section"))
    return [
        (place, waiting[(place.action and place.action.pk, place.section.slug)])
        for place in places(plan, actions)
    ]


@open_to(rules.sees_inside, about=plan_at, why=INSIDE_ONLY)
@require_safe
def history(request, plan):
    """What was done to the plan and to its actions, newest first."""
    keys = [str(key) for key in plan.actions.values_list("pk", flat=True)]
    about = Q(kind=kind_of(ActionPlan), object_id=str(plan.pk))
    about |= Q(kind=kind_of(Action), object_id__in=keys)
    entries = Entry.objects.filter(about).select_related("actor")
    return show(request, "history", plan, here="history", entries=entries, title=_("History"))


@open_to(rules.sees_inside, about=plan_at, why=INSIDE_ONLY)
@require_safe
def versions(request, plan):
    """Two versions side by side, word by word: ?a=1&b=2; "now" is the text as it stands."""
    kept = list(plan.versions.all())
    older = chosen(request.GET.get("a"), kept, kept[-1].number if kept else None)
    newer = chosen(request.GET.get("b"), kept, None)
    context = {"kept": kept, "older": older, "newer": newer, "title": _("Versions")}
    if older is not None:
        before = older.content
        after = newer.content if newer else content.of_plan(plan)
        context["differences"] = differences(before, after)
    return show(request, "versions", plan, here="versions", **context)


def chosen(number, kept, default):
    number = int(number) if number and number.isdecimal() else default
    return next((each for each in kept if each.number == number), None)


def differences(before, after) -> list[Difference]:
    """Of each field that differs both texts in one."""
    old, new = dict(content.flat(before)), dict(content.flat(after))
    found = []
    for name in dict.fromkeys([*old, *new]):
        was, now = old.get(name), new.get(name)
        texts = (was.text if was else "", now.text if now else "")
        if texts[0] != texts[1]:
            found.append(Difference((now or was).label, pieces(*texts)))
    return found
