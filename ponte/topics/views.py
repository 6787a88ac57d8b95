from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ponte.core.access import everyone, open_to
from ponte.topics import filters
from ponte.topics.models import Topic


@open_to(everyone)
@require_safe
def index(request):
    counts = filters.practice_counts()
    context = {
        "hubs": [(hub, number(counts, hub.slug)) for hub in Topic.objects.hubs()],
        "legacy": Topic.objects.of_2014().filter(parent=None),
        "crumbs": [home(), (_("Topics"), None)],
    }
    return render(request, "topics/index.html", context)


@open_to(everyone)
@require_safe
def hub(request, slug):
    """One of the six topics, or a topic of 2014-2020."""
    topic = get_object_or_404(Topic, slug=slug, parent=None)
    counts = filters.practice_counts()
    context = {
        **page(topic),
        "sub_topics": [(each, number(counts, each.code)) for each in topic.sub_topics.all()],
        "crumbs": [home(), topics(), (topic.label, None)],
    }
    return render(request, "topics/topic.html", context)


@open_to(everyone)
@require_safe
def sub_topic(request, hub, slug):
    """A specific objective, or a topic of 2014-2020 below another."""
    found = Topic.objects.select_related("parent")
    topic = get_object_or_404(found, slug=slug, parent__slug=hub)
    counts = filters.practice_counts()
    siblings = topic.parent.sub_topics.exclude(pk=topic.pk)
    context = {
        **page(topic),
        "sub_topics": [(each, number(counts, each.code)) for each in siblings],
        "crumbs": [
            home(),
            topics(),
            (topic.parent.label, topic.parent.get_absolute_url()),
            (topic.label, None),
        ],
    }
    return render(request, "topics/topic.html", context)


def page(topic):
    """What every topic's page shows: its colour, and how it relates to the other period."""
    continued_by = topic.maps_to.select_related("parent")
    colours = [each.hub.slug for each in continued_by] or [topic.hub.slug]
    below = [topic, *topic.sub_topics.all()]
    continues = Topic.objects.of_2014().filter(parent=None, maps_to__in=below).distinct()
    return {
        "topic": topic,
        "colour": colours[0],
        "query": query_of(topic),
        "continued_by": continued_by,
        "continues": continues,
    }


def query_of(topic):
    """What narrows a list of records to the topic; empty for one of 2014-2020."""
    if topic.period == Topic.Period.P2014:
        return ""
    return f"?subtopic={topic.code}" if topic.parent_id else f"?topic={topic.slug}"


def number(counts, value):
    """How many practices there are, or None where they could not be counted."""
    return None if counts is None else counts.get(value, 0)


def home():
    return _("Home"), reverse("pages:home")


def topics():
    return _("Topics"), reverse("topics:index")
