"""What can be followed, found as an address names it."""

from typing import Any

from django.core.exceptions import ValidationError

from ponte.community.models import Member
from ponte.community.profiles import audiences_of, may_be_seen
from ponte.following import searches
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.regions.models import Region
from ponte.topics.models import Topic

FOUND = {
    "topic": Topic.objects.all,
    "region": Region.objects.all,
    "project": Project.objects.all,
    "practice": Practice.objects.published,
    "person": Member.objects.present,
}
# Where the number of a row is not what an address names it by.
KEYS = {"person": "handle", "search": "address"}


class NothingThere(Exception):
    """There is nothing of that name which this member may follow."""


def find(kind: str, key: str, *, member) -> dict[str, Any]:
    """The fields of a Follow of what `kind` and `key` name. Raises NothingThere."""
    if kind == "search":
        if search := searches.read(key):
            return {"search": search.address}
        raise NothingThere
    if kind not in FOUND:
        raise NothingThere
    try:
        target = FOUND[kind]().filter(**{KEYS.get(kind, "pk"): key}).first()
    except (ValueError, ValidationError) as error:
        raise NothingThere from error
    if target is None or target == member:
        raise NothingThere
    if kind == "person" and not may_be_seen(target, audiences_of(member)):
        raise NothingThere
    return {kind: target}


def key_of(kind: str, target) -> str:
    """How `target` is named in a form."""
    return str(getattr(target, KEYS.get(kind, "pk")))
