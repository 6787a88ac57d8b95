"""Common indicators of Interreg that this site's own records can count, with their rules."""

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ponte.impact.models import CommonCount
from ponte.learning.models import Activity, Participation
from ponte.plans.models import ActionPlan
from ponte.projects.models import Project, ProjectPartner
from ponte.transfers.models import Transfer


class CommonIndicator(NamedTuple):
    """Its name is the programmes'; `rule` says what is counted here. Without `ask` no record
    of this site can tell."""

    code: str
    name: str | Promise
    rule: str | Promise
    ask: Callable[[], int]


def joint_projects() -> QuerySet[Project]:
    """Whose regions lie in two countries or more: only these make anything together."""
    countries = Count(Substr("regions__code", 1, 2), distinct=True)
    return Project.objects.order_by().annotate(countries=countries).filter(countries__gte=2)


def joint_plans() -> QuerySet[ActionPlan]:
    return ActionPlan.objects.public().filter(project__in=joint_projects().values("pk"))


def plans_endorsed() -> int:
    return joint_plans().count()


def plans_taken_up() -> int:
    return joint_plans().filter(implementing_since__isnull=False).count()


def activities_held() -> QuerySet[Activity]:
    return Activity.objects.filter(
        project__in=joint_projects().values("pk"), start__lte=timezone.localdate()
    )


def participations() -> int:
    return Participation.objects.filter(activity__in=activities_held().values("pk")).count()


def public_events() -> int:
    return activities_held().filter(kind=Activity.Kind.FINAL).count()


def organisations_cooperating() -> int:
    return (
        ProjectPartner.objects.order_by()
        .values("organisation")
        .exclude(organisation=None)
        .distinct()
        .count()
        + ProjectPartner.objects.filter(organisation=None)
        .order_by()
        .values("name")
        .distinct()
        .count()
    )


def solutions_taken_up() -> int:
    done = Transfer.objects.public().filter(state__in=["adopted", "adapted"])
    return done.order_by().values("practice").distinct().count()


INDICATORS = (
    CommonIndicator(
        "RCO81",
        _("Participations in joint actions across borders"),
        _("People noted at learning activities of projects in two countries or more, once the "
          "day has come; who comes to two activities counts twice."),
        participations,
    ),
    CommonIndicator(
        "RCO83",
        _("Strategies and action plans jointly developed"),
        _("Action plans of projects in two countries or more that the responsible authority has "
          "endorsed, each once."),
        plans_endorsed,
    ),
    CommonIndicator(
        "RCR79",
        _("Joint strategies and action plans taken up"),
        _("Endorsed plans whose implementation has begun; it need not be finished. Never more "
          "than RCO83."),
        plans_taken_up,
    ),
    CommonIndicator(
        "RCO87",
        _("Organisations cooperating across borders"),
        _("Organisations that are partner of a project here, each once, in however many "
          "projects."),
        organisations_cooperating,
    ),
    CommonIndicator(
        "RCO115",
        _("Public events across borders jointly organised"),
        _("Final policy events of projects in two countries or more, once the day has come. "
          "Seminars and visits are not public and count under RCO81."),
        public_events,
    ),
    CommonIndicator(
        "RCR104",
        _("Solutions taken up or up-scaled"),
        _("Good practices that another region has adopted, as they are or with changes, and "
          "documents in a transfer that is public; each practice once."),
        solutions_taken_up,
    ),
)  # fmt: skip


def count() -> int:
    """Count all anew; return how many there are."""
    now = timezone.now()
    for each in INDICATORS:
        CommonCount.objects.update_or_create(
            code=each.code, defaults={"value": each.ask(), "counted_at": now}
        )
    return len(INDICATORS)
