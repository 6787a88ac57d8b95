"""What ties experts and practices to people, organisations, projects and regions.

An organisation is found by its record and by its name in its country, because a practice
names its institution, and a project its partners, in words. A name without a country may be
of any.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import F, Prefetch
from django.utils.functional import cached_property
from django.utils.translation import gettext

from ponte.community.models import Member, MergedOrganisation, name_key
from ponte.practices.models import Practice
from ponte.projects.models import ProjectMember, ProjectPartner
from ponte.regions.models import Region
from ponte.review.conflicts import Kind, Point, Tie
from ponte.review.models import DeclaredConflict, FormerAffiliation


class Atlas:
    """Regions of level 2 by code, read once for many ties."""

    @cached_property
    def labels(self) -> dict[str, str]:
        regions = Region.objects.places().of_level(Region.Level.NUTS2)
        return {region.code: region.label for region in regions}

    @cached_property
    def below(self) -> dict[str, list[str]]:
        """The codes of level 2 by the beginnings of their codes."""
        codes = defaultdict(list)
        for code in self.labels:
            for length in (2, 3, 4):
                codes[code[:length]].append(code)
        return codes

    @cached_property
    def elsewhere(self) -> dict[str, str]:
        """Regions of level 3 whose code does not begin with that of the region they lie in."""
        small = Region.objects.filter(level=Region.Level.NUTS3)
        odd = small.exclude(code__startswith=F("parent__code"))
        return dict(odd.values_list("code", "parent__code"))

    @cached_property
    def merged_names(self) -> dict[int, list[str]]:
        """The names of records that were merged, by the organisation they are of now."""
        names = defaultdict(list)
        for merged in MergedOrganisation.objects.all():
            names[merged.organisation_id] += [merged.name_en, merged.name_original]
        return names

    @cached_property
    def countries(self) -> list[str]:
        return [code for code in self.below if len(code) == 2]

    def within(self, region) -> list[str]:
        """The codes of level 2 that `region` lies in or covers.

        A country is no region, unless it is one of a single region.
        """
        if region is None:
            return []
        codes = self.below.get(self.elsewhere.get(region.code, region.code)[:4], [])
        return codes if region.level != Region.Level.COUNTRY or len(codes) == 1 else []

    def ties_to_region(self, region, **fields) -> list[Tie]:
        return [
            Tie(Point(Kind.REGION, code), label=self.labels[code], **fields)
            for code in self.within(region)
        ]

    def ties_to_name(self, name, region, *, label="", **fields) -> list[Tie]:
        """To a body called `name` in the country of `region`."""
        countries = [region.code[:2]] if region else self.countries
        return [
            Tie(Point(Kind.ORGANISATION, f"{key}@{country}"), label=label or name, **fields)
            for key in [name_key(name)]
            if key
            for country in countries
        ]

    def ties_to_organisation(self, organisation, **fields) -> list[Tie]:
        if organisation is None:
            return []
        label, region = str(organisation), organisation.region
        names = [organisation.name_en, organisation.name_original]
        return [
            Tie(Point(Kind.ORGANISATION, organisation.pk), label=label, **fields),
            *(
                tie
                for name in (*names, *self.merged_names.get(organisation.pk, ()))
                for tie in self.ties_to_name(name, region, label=label, **fields)
            ),
            *self.ties_to_region(region, **fields),
        ]

    def ties_to_affiliation(self, holder, **fields) -> list[Tie]:
        """To the organisation and the region of `holder`: a member, or where one was before."""
        return [
            *self.ties_to_organisation(holder.organisation, **fields),
            *self.ties_to_region(holder.region, **fields),
        ]


class People:
    """The ties of members, read at once for many: where they belong, or belonged until lately,
    and the projects they or their organisations take part in."""

    def __init__(self, members: Collection[int], atlas: Atlas):
        self.atlas = atlas
        self.members = Member.objects.select_related("organisation__region", "region").in_bulk(
            set(members)
        )
        self.former = grouped(
            FormerAffiliation.objects.filter(member__in=self.members).select_related(
                "organisation__region", "region"
            ),
            "member_id",
        )
        self.roles = grouped(
            ProjectMember.objects.filter(member__in=self.members).select_related("project"),
            "member_id",
        )
        organisations = {member.organisation_id for member in self.members.values()} - {None}
        self.parts = grouped(
            ProjectPartner.objects.filter(organisation__in=organisations).select_related("project"),
            "organisation_id",
        )

    def ties(self, pk: int, *, projects_end: bool) -> list[Tie]:
        """The ties of one member. With `projects_end` those to projects end with them: two who
        worked in one are free of each other later, but not of what came out of it."""
        member = self.members.get(pk)
        if member is None:
            return []
        former = [
            tie
            for each in self.former[pk]
            for tie in self.atlas.ties_to_affiliation(each, until=each.ended_on)
        ]
        parts = [*self.roles[pk], *self.parts[member.organisation_id]]
        return [
            Tie(Point(Kind.PERSON, pk), label=str(member)),
            *self.atlas.ties_to_affiliation(member),
            *former,
            *(to_project(part.project, ends=projects_end) for part in parts),
        ]


def grouped(rows: Iterable, name: str) -> dict:
    groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups


def to_project(project, *, ends: bool = False) -> Tie:
    until = project.end if ends else None
    return Tie(Point(Kind.PROJECT, project.pk), label=str(project), until=until)


def of_experts(experts: Collection[int], *, atlas: Atlas | None = None) -> dict[int, list[Tie]]:
    """The ties of each expert, with what they declared. Queries do not grow with `experts`."""
    atlas = atlas or Atlas()
    people = People(experts, atlas)
    declared = grouped(
        DeclaredConflict.objects.filter(expert__in=experts).select_related(
            "practice", "organisation__region", "member"
        ),
        "expert_id",
    )
    return {
        pk: [
            *people.ties(pk, projects_end=False),
            *(tie for each in declared[pk] for tie in to_declared(each, atlas)),
        ]
        for pk in experts
    }


def to_declared(declared, atlas: Atlas) -> list[Tie]:
    if declared.practice:
        point = Point(Kind.PRACTICE, declared.practice_id)
        return [Tie(point, label=str(declared.practice), declared=True)]
    if declared.member:
        point = Point(Kind.PERSON, declared.member_id)
        return [Tie(point, label=str(declared.member), declared=True)]
    return [
        tie
        for tie in atlas.ties_to_organisation(declared.organisation, declared=True)
        if tie.point.kind == Kind.ORGANISATION
    ]


def of_practices(practices: Collection[int], *, atlas: Atlas | None = None) -> dict[int, list[Tie]]:
    """The ties of each practice and of its authors. Queries do not grow with `practices`."""
    atlas = atlas or Atlas()
    partners = ProjectPartner.objects.select_related("region", "organisation__region")
    rows = Practice.objects.select_related(
        "project", "region", "institution_region"
    ).prefetch_related("co_authors", Prefetch("project__partners", partners))
    rows = list(rows.in_bulk(practices).values())
    authors = {
        row.pk: [*filter(None, [row.author_id]), *(each.pk for each in row.co_authors.all())]
        for row in rows
    }
    people = People([pk for each in authors.values() for pk in each], atlas)
    return {
        row.pk: [
            *to_practice(row, atlas),
            *(tie for pk in authors[row.pk] for tie in people.ties(pk, projects_end=True)),
        ]
        for row in rows
    }


def to_practice(practice, atlas: Atlas) -> list[Tie]:
    versions = filter(None, [practice.pk, practice.revision_of_id])
    ties = [Tie(Point(Kind.PRACTICE, pk), label=str(practice)) for pk in versions]
    ties += atlas.ties_to_region(practice.region)
    ties += atlas.ties_to_region(practice.institution_region)
    place = practice.institution_region or practice.region
    ties += atlas.ties_to_name(practice.institution_name, place)
    if practice.project:
        ties.append(to_project(practice.project))
        ties += [
            tie
            for partner in practice.project.partners.all()
            for tie in to_partner(partner, practice.project, atlas)
        ]
    return ties


def to_partner(partner, project, atlas: Atlas) -> list[Tie]:
    label = gettext("%(organisation)s, partner in %(project)s") % {
        "organisation": partner.name,
        "project": project,
    }
    ties = atlas.ties_to_name(partner.name, partner.region, label=label)
    if partner.organisation:
        ties.append(Tie(Point(Kind.ORGANISATION, partner.organisation_id), label=label))
    return ties
