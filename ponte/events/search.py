"""How an event becomes a search document."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from ponte.community.search import places, region_names
from ponte.events.models import Event
from ponte.regions.models import Region
from ponte.search.documents import SearchDocument
from ponte.search.registry import Kind, register


def searchable():
    regions = Region.objects.defer("outline")
    return (
        Event.objects.public()
        .select_related("project")
        .prefetch_related(Prefetch("region", regions), "topics__parent", "sessions")
    )


def document(event: Event) -> SearchDocument:
    sessions = event.sessions.all()
    return SearchDocument(
        kind="event",
        object_id=event.pk,
        lang="en",
        title=event.title,
        url=event.get_absolute_url(),
        summary=event.summary,
        keywords=tuple(
            filter(None, (event.place, *(each.speakers for each in sessions), *names(event)))
        ),
        body="\n".join(filter(None, (event.description, *(each.title for each in sessions)))),
        facets={
            "topic": tuple(sorted({topic.hub.slug for topic in event.topics.all()})),
            **places(event.region),
        },
        date=event.start,
    )


def names(event: Event) -> tuple[str, ...]:
    return tuple(region_names(event.region)) if event.region else ()


register(
    Kind(
        name="event",
        label=_("Events"),
        model=Event,
        queryset=searchable,
        document=document,
        facets=("topic", "country", "region"),
    )
)
