"""How a topic becomes a search document."""

from django.utils.translation import gettext_lazy as _

from ponte.search.documents import SearchDocument
from ponte.search.registry import Kind, register
from ponte.topics.models import Topic


def searchable():
    return Topic.objects.select_related("parent")


def document(topic: Topic) -> SearchDocument:
    above = [topic.parent.name] if topic.parent else []
    return SearchDocument(
        kind="topic",
        object_id=topic.pk,
        lang="en",
        title=topic.name,
        url=topic.get_absolute_url(),
        summary=topic.description,
        keywords=(topic.code, *above),
        facets={"topic": (topic.hub.slug,)},
    )


register(
    Kind(
        name="topic",
        label=_("Topics"),
        model=Topic,
        queryset=searchable,
        document=document,
        facets=("topic",),
        has_meaning=True,
    )
)
