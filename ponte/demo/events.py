"""Events of the demonstration, all made up, carried on by the actions of people."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from ponte.demo.journeys import person
from ponte.demo.records import SOURCE, find_regions, read
from ponte.events import actions, registering, states
from ponte.events.models import Event, Feedback
from ponte.projects.models import Project
from ponte.topics.models import Topic

BY = "secretariat"
# Those that have taken place are told as if they were to come, then moved to their day.
MEANWHILE = timedelta(days=400)


@transaction.atomic
def load_events() -> tuple[int, int]:
    """Add the events that are not there yet; return how many there are, how many came.

    What happened since stays as it is.
    """
    rows = read("event")
    known = set(Event.objects.filter(source=SOURCE).values_list("title", flat=True))
    new = [row for row in rows if row["title"] not in known]
    for row in new:
        tell(**row)
    return len(rows), len(new)


def tell(
    *,
    in_days,
    begins,
    hours,
    topics,
    sessions=(),
    questions=(),
    people=(),
    came=(),
    feedback=(),
    postponed="",
    project="",
    region="",
    **fields,
) -> None:
    by, zone = person(BY), ZoneInfo(fields["zone"])
    is_past = in_days < 0
    day = timezone.localdate() + timedelta(days=in_days) + (MEANWHILE if is_past else timedelta())
    start = datetime.combine(day, time.fromisoformat(begins), zone)
    event = Event(
        project=Project.objects.get(slug=project) if project else None,
        region=find_regions([region])[0] if region else None,
        start=start,
        end=start + timedelta(hours=hours),
        source=SOURCE,
        is_demonstration=True,
        **fields,
    )
    event = actions.save_event(event=event, by=by, topics=Topic.objects.filter(slug__in=topics))
    for begins_at, title, speakers in sessions:
        begin = datetime.combine(day, time.fromisoformat(begins_at), zone)
        event.sessions.create(start=begin, title=title, speakers=speakers)
    for text in questions:
        event.questions.create(text=text)
    event = states.move(event=event, step="announce", actor=by)
    registrations = {name: register(event, name) for name in people}
    for name in came:
        registering.let_in(registration=registrations[name])
    for (rating, will_use, better), name in zip(feedback, came, strict=False):
        said = Feedback(rating=rating, will_use=will_use, better=better)
        registering.say(registration=registrations[name], feedback=said)
    if postponed:
        states.move(event=event, step="postpone", actor=by, reason=postponed)
    if is_past:
        event.refresh_from_db()
        event.start, event.end = event.start - MEANWHILE, event.end - MEANWHILE
        event.slug = actions.free_slug(event)
        event.save()


def register(event, name):
    member = person(name)
    return registering.register(
        event=event,
        member=member,
        name=member.name,
        organisation=str(member.organisation or ""),
        region=member.region,
    )


def remove_events() -> None:
    """Delete the events of the demonstration, with their registrations."""
    Event.objects.filter(source=SOURCE).delete()
