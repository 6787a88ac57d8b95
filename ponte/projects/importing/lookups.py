"""What cells refer to: regions and topics. Loaded once, then asked without a query."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ponte.core.importing.report import BadCell
from ponte.core.importing.rows import plain
from ponte.regions.models import Region
from ponte.regions.resolve import UnknownRegion, region_index
from ponte.topics.models import Topic


@dataclass(frozen=True)
class Place:
    """A region, and a remark when it is not quite what was written."""

    region: Region
    remark: str = ""


class Lookups:
    """Two queries when it is made, none afterwards."""

    def __init__(self):
        self.regions: dict[tuple[str, str], Region] = {}
        self.newest: dict[str, Region] = {}
        for region in Region.objects.defer("outline").order_by("nuts_version"):
            self.regions[region.code, region.nuts_version] = region
            self.newest[region.code] = region
        self.places: dict[tuple[str, str], Place | str] = {}
        # Codes and slugs come last: they win over a name that looks the same.
        self.topics: dict[str, Topic] = {}
        topics = list(Topic.objects.order_by("-period", "parent_id", "position"))
        for topic in topics:
            self.topics.setdefault(plain(topic.name), topic)
        for topic in topics:
            self.topics[plain(topic.slug)] = self.topics[plain(topic.code)] = topic

    def place(self, text: str, *, country: str = "", version: str = "") -> Place:
        """Return the region that `text` means. Raises BadCell."""
        if exact := self.regions.get((text, version)):
            return Place(exact)
        key = (text, country)
        if key not in self.places:
            self.places[key] = self._resolved(text, country)
        found = self.places[key]
        if isinstance(found, str):
            raise BadCell(found)
        return found

    def _resolved(self, text: str, country: str) -> Place | str:
        try:
            found = region_index().resolve(text, country=country or None)
        except UnknownRegion as error:
            return str(error)
        region = self.regions.get((found.code, found.nuts_version)) or self.newest.get(found.code)
        if region is None:
            return _("The region %(code)s is not loaded.") % {"code": found.code}
        remark = ""
        if not found.exact:
            remark = _("Taken as %(region)s.") % {"region": f"{region.name} ({region.code})"}
        return Place(region, remark)

    def topic(self, text: str) -> Topic:
        """Return the topic with this code, slug or name. Raises BadCell."""
        if topic := self.topics.get(plain(text)):
            return topic
        raise BadCell(_("There is no topic “%(text)s”.") % {"text": text})
