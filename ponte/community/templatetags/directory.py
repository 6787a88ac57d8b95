"""People of the directory on the pages of other apps."""

from dataclasses import dataclass

from django import template
from django.db.models import Exists, OuterRef, Q

from ponte.community.models import Member, Role, RoleGrant
from ponte.community.profiles import Profile, audiences_of, profile
from ponte.topics.models import Topic

register = template.Library()


@dataclass(frozen=True, slots=True)
class People:
    """Profiles as far as the reader may see them, and how many there are in all."""

    profiles: list[Profile]
    total: int


@register.simple_tag
def people_on_topic(topic, viewer, limit=4):
    """Those whom `viewer` finds in the directory and who show that `topic`, a sub-topic or what
    it continues is theirs; and the programme's experts on it, who come first.
    """
    audiences = audiences_of(viewer)
    covered = Topic.objects.covered_by(topic).values("pk")
    tagged = Member.topics.through.objects.filter(topic__in=covered).values("member")
    theirs = Member.objects.showing("topics", audiences).filter(pk__in=tagged)
    grants = RoleGrant.objects.in_force().filter(role=Role.EXPERT)
    grants = grants.filter(Q(topics__in=covered) | Q(topics=None))
    found = Member.objects.in_directory(audiences).filter(
        Q(pk__in=theirs.values("pk")) | Q(pk__in=grants.values("member"))
    )
    first = found.annotate(is_expert=Exists(grants.filter(member=OuterRef("pk")))).order_by(
        "-is_expert", "-open_to_peer", "last_name", "pk"
    )
    return People(
        profiles=[profile(person, audiences) for person in first[:limit]], total=found.count()
    )
