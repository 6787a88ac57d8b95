"""Which practices may interest a member."""

from django.db.models import Q

from ponte.practices.models import Practice
from ponte.regions.models import Region, SimilarRegion
from ponte.topics.models import Topic

NEAREST = 10


def practices_for(member, number: int = 4) -> list[Practice]:
    """Up to `number` published practices on the member's topics, ready for cards.

    Those of the regions most like the member's come first, then the newest. Never their own
    or their region's. Empty for a member who named neither a region nor topics.
    """
    topics = list(member.topics.all())
    alike = regions_like(member.region)
    if not topics and not alike:
        return []
    others = Practice.objects.published().exclude(author=member)
    if member.region:
        others = others.exclude(region__in=Region.objects.within(member.region))
    if topics:
        others = others.filter(pk__in=about(topics))
    tiers = [others.in_region(*alike)] if alike else []
    tiers += [others] if topics else []
    chosen: list[int] = []
    for tier in tiers:
        rest = tier.exclude(pk__in=chosen).order_by("-published_at", "-pk")
        chosen += rest.values_list("pk", flat=True)[: number - len(chosen)]
    found = Practice.objects.for_cards().in_bulk(chosen)
    return [found[pk] for pk in chosen]


def about(topics):
    """Primary keys of practices on `topics`, their sub-topics or what these continue."""
    wanted = Topic.objects.filter(
        Q(pk__in=[topic.pk for topic in topics])
        | Q(parent__in=topics)
        | Q(maps_to__in=topics)
        | Q(maps_to__parent__in=topics)
    )
    tagged = Practice.topics.through.objects.filter(topic__in=wanted.values("pk"))
    return tagged.values("practice")


def regions_like(region) -> list[Region]:
    """The regions most like `region`, or like the one above a district; nearest first."""
    if region is None:
        return []
    if region.level == 3:
        region = region.parent
    return [entry.other for entry in SimilarRegion.objects.listed(region, NEAREST)]
