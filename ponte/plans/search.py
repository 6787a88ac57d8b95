"""How an action plan becomes a search document: from its endorsement on."""

from datetime import UTC, datetime, time

from django.utils.translation import gettext_lazy as _

from ponte.community.search import places, region_names
from ponte.plans.models import ActionPlan
from ponte.search.documents import SearchDocument
from ponte.search.registry import Kind, register


def searchable():
    plans = ActionPlan.objects.public().select_related(
        "project", "instrument__territory", "instrument__responsible_authority"
    )
    return plans.prefetch_related("actions")


def document(plan: ActionPlan) -> SearchDocument:
    instrument = plan.instrument
    texts = [plan.context, plan.improvement]
    for action in plan.actions.all():
        texts += [action.title, action.background, action.activities, action.improvement]
    return SearchDocument(
        kind="plan",
        object_id=plan.pk,
        lang=plan.language,
        title=str(plan),
        url=plan.get_absolute_url(),
        summary=plan.summary,
        keywords=(
            plan.project.title,
            str(instrument.responsible_authority),
            *region_names(instrument.territory),
        ),
        body="\n".join(filter(None, texts)),
        facets=places(instrument.territory),
        date=plan.endorsed_on and datetime.combine(plan.endorsed_on, time(), UTC),
    )


register(
    Kind(
        name="plan",
        label=_("Action plans"),
        model=ActionPlan,
        queryset=searchable,
        document=document,
        facets=("country", "region"),
        has_meaning=True,
    )
)
