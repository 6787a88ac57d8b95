"""What of a member's profile somebody sees: each part has its audience."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from ponte.community.models import Audience, Member, Organisation
from ponte.regions.models import Region
from ponte.topics.models import Topic

# The parts with an audience of their own, in the order of the form. A name is seen by
# members at least: people who act here do not hide from each other.
PARTS = (
    "name",
    "job_title",
    "organisation",
    "region",
    "role_in_policy",
    "topics",
    "expertise",
    "languages",
    "about",
)

VISITORS = frozenset({Audience.EVERYONE})
MEMBERS = VISITORS | {Audience.MEMBERS}
ONESELF = MEMBERS | {Audience.NOBODY}


@dataclass(frozen=True, slots=True)
class Profile:
    """The parts of `member`'s profile that are seen; a part that is not is empty."""

    member: Member
    job_title: str = ""
    organisation: Organisation | None = None
    region: Region | None = None
    role_in_policy: str = ""
    topics: list[Topic] = field(default_factory=list)
    expertise: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    about: str = ""

    @property
    def hubs(self) -> list[Topic]:
        """The hubs of the topics, in their order."""
        hubs = {topic.hub.pk: topic.hub for topic in self.topics}
        return sorted(hubs.values(), key=lambda hub: hub.position)


def profile(member: Member, audiences: Collection[Audience]) -> Profile:
    """Return what `audiences` see. Topics should be prefetched for many."""
    values: dict[str, Any] = {
        part: getattr(member, part)
        for part in PARTS
        if part not in {"name", "topics"} and member.audience_of(part) in audiences
    }
    if member.audience_of("topics") in audiences:
        values["topics"] = list(member.topics.all())
    return Profile(member, **values)


def audiences_of(viewer) -> frozenset[Audience]:
    """To which audiences of other people's profiles `viewer` belongs."""
    return MEMBERS if viewer.is_authenticated else VISITORS


def audiences_for(viewer, member: Member) -> frozenset[Audience]:
    return ONESELF if viewer == member else audiences_of(viewer)


def may_be_seen(member: Member, audiences: Collection[Audience]) -> bool:
    """Whether `member` has a page for `audiences`: whether they see the name."""
    return member.audience_of("name") in audiences or Audience.MEMBERS in audiences
