"""Events for other programs: calendars to subscribe to, and news of events as Atom."""

from datetime import timedelta

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from ponte.events import filters
from ponte.events.calendars import MEDIA_TYPE, calendar_of

# A calendar reaches back so far, and has at most so many; a feed has the latest.
REACHES_BACK = timedelta(days=60)
MOST_IN_CALENDAR = 500
MOST_IN_FEED = 50


def calendar(criteria: filters.Criteria) -> str:
    """What is to come, and what was lately, of what is asked for."""
    since = timezone.now() - REACHES_BACK
    events = filters.at_any_time(criteria).filter(end__gte=since)
    whole = events.order_by("start", "pk").prefetch_related("topics")[:MOST_IN_CALENDAR]
    return calendar_of(whole, name=title_of(criteria))


def title_of(criteria: filters.Criteria) -> str:
    """“Events · Smart · Catalonia” on this site."""
    shown = [chip.label for chip in filters.chips_of(criteria)]
    return " · ".join([settings.SITE_NAME, _("Events"), *shown])


def as_file(content: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=f"{MEDIA_TYPE}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class EventNews(Feed):
    """The events that were made or changed last, of what is asked for."""

    feed_type = Atom1Feed

    def get_object(self, request):
        return filters.read(request.GET)

    def title(self, criteria):
        return title_of(criteria)

    def link(self, criteria):
        return reverse("events:index") + criteria.query_string

    def feed_url(self, criteria):
        return reverse("events:feed") + criteria.query_string

    def items(self, criteria):
        events = filters.at_any_time(criteria).order_by("-updated_at")
        return events.prefetch_related("topics")[:MOST_IN_FEED]

    def item_title(self, event):
        return event.title

    def item_description(self, event):
        day = event.local_start.strftime("%Y-%m-%d %H:%M")
        state = event.get_state_display() if event.is_off else ""
        return " · ".join(filter(None, (state, f"{day} {event.zone}", event.place, event.summary)))

    def item_pubdate(self, event):
        return event.created_at

    def item_updateddate(self, event):
        return event.updated_at

    def item_categories(self, event):
        return [topic.label for topic in event.topics.all()]

    def item_guid(self, event):
        return f"{settings.SITE_URL}{event.get_absolute_url()}"
