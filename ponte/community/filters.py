"""Finding people and organisations: what may be filtered, and what was found."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ponte import search
from ponte.community.models import Audience, Member, Organisation, PolicyRole
from ponte.community.profiles import MEMBERS, profile
from ponte.regions.codes import country_name
from ponte.regions.models import Region
from ponte.search.criteria import Criteria
from ponte.search.documents import Result, SearchUnavailable
from ponte.search.facets import Chip, FacetPanel, FacetSpec, build, chips
from ponte.search.registry import kinds
from ponte.topics.models import Topic

PAGE_SIZE = 24
# More than any country has, so that whoever ticks a country finds each of its regions.
REGIONS_OFFERED = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A page of records and all that the page says about it.

    `from_index` is False when the search engine is away and the database answered, by name
    alone.
    """

    criteria: Criteria
    page: Page
    panel: FacetPanel = field(default_factory=FacetPanel)
    chips: Sequence[Chip] = ()
    corrected: Mapping[str, Sequence[str]] = field(default_factory=dict)
    relaxed: bool = False
    from_index: bool = True

    @property
    def total(self) -> int:
        return self.page.paginator.count


@dataclass(frozen=True, slots=True)
class Directory:
    """What is listed: a kind of search document, its records and how they are drawn.

    `named` narrows `records` to those with a word in their name, `order` sorts them.
    """

    kind: str
    specs: Callable[[], list[FacetSpec]]
    records: QuerySet
    named: Callable[[str], Q]
    order: tuple[str, ...]
    draw: Callable[[Any], Any]

    @property
    def facets(self) -> tuple[str, ...]:
        return kinds[self.kind].facets

    def read(self, parameters) -> Criteria:
        return Criteria.read(parameters, self.facets)

    def find(self, criteria: Criteria, path: str) -> Found:
        """The page that `criteria` ask for; one beyond the last gives the last."""
        try:
            result = self.ask(criteria)
            last = max(1, -(-result.total // PAGE_SIZE))
            if criteria.page > last:
                criteria = criteria.on_page(last)
                result = self.ask(criteria)
        except SearchUnavailable:
            return self.find_in_database(criteria, path)
        panel = build(self.specs(), result.facets, criteria)
        paginator: Paginator = Paginator(range(result.total), PAGE_SIZE)
        return Found(
            criteria=criteria,
            page=Page(self.drawn(result), criteria.page, paginator),
            panel=panel,
            chips=chips(panel, criteria, path),
            corrected=result.corrected,
            relaxed=result.relaxed,
        )

    def ask(self, criteria: Criteria) -> Result:
        """By relevance to a text, else in the order of the names."""
        query = criteria.query(kinds=(self.kind,), facets=self.facets, limit=PAGE_SIZE)
        return search.query(replace(query, sort="relevance" if criteria.text else "title"))

    def drawn(self, result: Result) -> list:
        """The records of the hits; one that was hidden a moment ago is left out."""
        wanted = [hit.object_id for hit in result.hits]
        records = self.records.in_bulk(wanted)
        return [self.draw(records[key]) for key in wanted if key in records]

    def find_in_database(self, criteria: Criteria, path: str) -> Found:
        criteria = criteria.without_filters()
        records = self.records
        for word in criteria.text.split()[:10]:
            records = records.filter(self.named(word))
        page = Paginator(records.order_by(*self.order), PAGE_SIZE).get_page(criteria.page)
        page.object_list = [self.draw(record) for record in page.object_list]
        return Found(
            criteria=criteria.on_page(page.number),
            page=page,
            chips=chips(FacetPanel(), criteria, path),
            from_index=False,
        )


def people_directory(audiences: Collection[Audience]) -> Directory:
    """The members whose names `audiences` see, with what else these see of them."""
    return Directory(
        kind="colleague" if audiences == MEMBERS else "person",
        specs=people_specs,
        records=Member.objects.in_directory(audiences),
        named=lambda word: Q(first_name__icontains=word) | Q(last_name__icontains=word),
        order=("last_name", "first_name", "pk"),
        draw=lambda member: profile(member, audiences),
    )


def organisation_directory() -> Directory:
    return Directory(
        kind="organisation",
        specs=organisation_specs,
        records=Organisation.objects.select_related("region__portrait"),
        named=lambda word: Q(name_en__icontains=word) | Q(name_original__icontains=word),
        order=("name_en", "pk"),
        draw=lambda organisation: organisation,
    )


def people_specs() -> list[FacetSpec]:
    return [
        FacetSpec("topic", _("Topics"), hubs, is_open=True),
        FacetSpec("open_to_peer", _("Peer learning"), peers, is_open=True),
        FacetSpec("country", _("Country"), countries, "count", is_open=True),
        FacetSpec("region", _("Region"), regions, "count", offers=is_nuts2, most=REGIONS_OFFERED),
        FacetSpec("organisation_type", _("Kind of organisation"), organisation_types, "count"),
        FacetSpec("policy_role", _("Role in policy-making"), policy_roles),
        FacetSpec("speaks", _("Speaks"), spoken, "count"),
        # There are too many to offer; one is chosen on its own page.
        FacetSpec(
            "organisation", _("Organisation"), organisation_names, offers=lambda _code: False
        ),
    ]


def organisation_specs() -> list[FacetSpec]:
    return [
        FacetSpec("organisation_type", _("Kind"), organisation_types, "count", is_open=True),
        FacetSpec("country", _("Country"), countries, "count", is_open=True),
        FacetSpec("region", _("Region"), regions, "count", offers=is_nuts2, most=REGIONS_OFFERED),
    ]


def is_nuts2(code: str) -> bool:
    return len(code) == 4


def nothing(_code: str) -> bool:
    return False


def hubs(_codes) -> dict:
    return {topic.slug: topic.label for topic in Topic.objects.hubs()}


def peers(_codes) -> dict:
    return {"yes": _("Open to be a peer")}


def countries(codes: Collection[str]) -> dict:
    names = {code: country_name(code, get_language()) for code in codes}
    return {code: name for code, name in names.items() if name != code}


def regions(codes: Collection[str]) -> dict:
    found = Region.objects.filter(code__in=codes).defer("outline")
    return {region.code: region.label for region in found}


def organisation_types(codes: Collection[str]) -> dict:
    return {code: capfirst(name) for code, name in Organisation.Type.choices if code in codes}


def organisation_names(codes: Collection[str]) -> dict:
    return dict(Organisation.objects.filter(slug__in=codes).values_list("slug", "name_en"))


def policy_roles(codes: Collection[str]) -> dict:
    return {code: capfirst(name) for code, name in PolicyRole.choices if code in codes}


def spoken(codes: Collection[str]) -> dict:
    return {code: name for code, name in settings.EU_LANGUAGES if code in codes}
