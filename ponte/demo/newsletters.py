"""Issues of the newsletter in the demonstration. They go to nobody."""

import tomllib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ponte.demo.records import DATA, find_topics
from ponte.newsletter.models import Issue, Section
from ponte.newsletter.states import State, move


@transaction.atomic
def load_newsletters() -> tuple[int, int]:
    """Add the issues that are not there yet; return how many there are, how many came."""
    rows = tomllib.loads((DATA / "newsletters.toml").read_text())["newsletter"]
    new = [row for row in rows if not Issue.objects.filter(subject=row["subject"]).exists()]
    for row in new:
        write(**row)
    return len(rows), len(new)


def write(*, topics, sections, sent_days_ago=None, **fields) -> Issue:
    issue = Issue(is_demonstration=True, **fields)
    issue.sections = [
        Section(position=position, **{**section, "items": "\n".join(section["items"])})
        for position, section in enumerate(sections)
    ]
    issue.save()
    issue.topics.set(find_topics(topics))
    issue.save()
    if sent_days_ago is not None:
        at = timezone.now() - timedelta(days=sent_days_ago)
        move(issue, State.SCHEDULED, scheduled_for=at)
        move(issue, State.SENDING, started_at=at)
        move(issue, State.SENT, finished_at=at)
    return issue


def remove_newsletters() -> None:
    """Delete the issues of the demonstration that were sent to nobody."""
    Issue.objects.filter(is_demonstration=True, deliveries=None).delete()
