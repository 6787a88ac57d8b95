"""What codes of topics, countries and regions are called, for the facets of one page."""

from collections.abc import Collection
from functools import cached_property

from django.utils.translation import get_language

from ponte.regions.codes import country_name
from ponte.regions.models import Region
from ponte.topics.models import Topic

REGIONS_OFFERED = 300


def is_nuts2(code: str) -> bool:
    return len(code) == 4


class TopicAndPlaceLabels:
    """Topics and regions in one query each."""

    @cached_property
    def topics(self) -> list[Topic]:
        topics = Topic.objects.filter(period=Topic.Period.P2021).select_related("parent")
        return sorted(topics, key=lambda topic: (topic.hub.position, topic.position))

    def hubs(self, _codes: Collection[str]) -> dict:
        return {topic.slug: topic.label for topic in self.topics if topic.parent is None}

    def sub_topics(self, codes: Collection[str]) -> dict:
        return {topic.code: topic.label for topic in self.topics if topic.code in codes}

    def countries(self, codes: Collection[str]) -> dict:
        language = get_language()
        names = {code: country_name(code, language) for code in codes}
        return {code: name for code, name in names.items() if name != code}

    def regions(self, codes: Collection[str]) -> dict:
        regions = Region.objects.filter(code__in=sorted(codes)[:REGIONS_OFFERED])
        return {region.code: region.label for region in regions.defer("outline")}

    def as_they_are(self, codes: Collection[str]) -> dict:
        return {code: code for code in codes}
