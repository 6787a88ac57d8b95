"""Subscribers and issues for tests."""

from itertools import count

from ponte.newsletter.models import Issue, Section, Subscriber
from ponte.topics.models import Topic

numbers = count(1)


def make_subscriber(email="", *, topics=(), **fields):
    """A confirmed subscriber who reads English; `topics` are slugs, none for everything."""
    address = email or f"reader{next(numbers)}@mail.example"
    subscriber = Subscriber.objects.create(**{"email": address, "language": "en", **fields})
    subscriber.topics.set(Topic.objects.filter(slug__in=topics))
    return subscriber


def make_issue(*, topics=(), sections=(), **fields):
    """A draft to everybody who reads English; `sections` are dicts of their fields."""
    issue = Issue.objects.create(**{"subject": "What regions learned", "language": "en", **fields})
    issue.topics.set(Topic.objects.filter(slug__in=topics))
    issue.sections = [Section(position=at, **section) for at, section in enumerate(sections)]
    issue.save()
    return issue
