"""Conflicts of members and practices as they are stored: each kind is planted and found."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from ponte.projects.models import ProjectMember
from ponte.regions.models import Region
from ponte.review import conflicts, planning, ties
from ponte.review.conflicts import Kind
from ponte.review.models import DeclaredConflict, FormerAffiliation
from tests.factories.practices import make_practice
from tests.factories.projects import make_partner, make_project
from tests.factories.review import make_expert, make_member, make_organisation

pytestmark = pytest.mark.django_db


def region(code):
    return Region.objects.page(code)


def found(expert, practice):
    """The kinds of conflict between the two."""
    mine = ties.of_experts([expert.pk])[expert.pk]
    theirs = ties.of_practices([practice.pk])[practice.pk]
    return [each.kind for each in conflicts.between(mine, theirs, today=timezone.localdate())]


def test_strangers_have_none():
    expert = make_expert(organisation=make_organisation(), region=region("FRK2"))
    author = make_member(organisation=make_organisation(), region=region("ES51"))
    practice = make_practice(author=author, region=region("ES51"), institution_name="Town of Reus")

    assert found(expert, practice) == []


def test_the_author_and_co_authors():
    author, co_author = make_expert(), make_expert()
    practice = make_practice(author=author)
    practice.co_authors.add(co_author)

    assert found(author, practice) == [Kind.PERSON]
    assert found(co_author, practice) == [Kind.PERSON]


def test_the_organisation_of_an_author_or_co_author():
    organisation = make_organisation()
    expert = make_expert(organisation=organisation)
    practice = make_practice(author=make_member(organisation=organisation))
    shared = make_practice(title="Shared")
    shared.co_authors.add(make_member(organisation=organisation))

    assert Kind.ORGANISATION in found(expert, practice)
    assert Kind.ORGANISATION in found(expert, shared)


@pytest.mark.parametrize(
    ("typed", "place", "conflict"),
    [
        ("Ajuntament de Girona", "ES51", True),
        ("AJUNTAMENT  DE GIRONA S.A.", "ES51", True),
        ("Girona City Council", "ES30", True),
        ("Girona City Council", None, True),
        ("Girona City Council", "FRK2", False),
        ("Girona City Museum", "ES51", False),
    ],
)
def test_the_main_institution_by_either_name_in_its_country(typed, place, conflict):
    organisation = make_organisation(
        "Girona City Council", name_original="Ajuntament de Girona", region=region("ES")
    )
    expert = make_expert(organisation=organisation)
    practice = make_practice(
        institution_name=typed, institution_region=place and region(place), region=None
    )

    assert found(expert, practice) == ([Kind.ORGANISATION] if conflict else [])


def test_two_records_of_one_organisation_are_one():
    place = region("ES")
    expert = make_expert(organisation=make_organisation("Port of Vigo", region=place))
    author = make_member(organisation=make_organisation("Port of Vigo", region=place))

    assert found(expert, make_practice(author=author)) == [Kind.ORGANISATION]


def test_the_practices_project_and_its_partners():
    project = make_project(end=date(2019, 12, 31))
    practice = make_practice(project=project)
    make_partner(project, name="Harbour of Rijeka", region=region("HR03"))
    taking_part = make_expert()
    ProjectMember.objects.create(project=project, member=taking_part)
    partner = make_organisation("Harbour of Rijeka", region=region("HR"))
    linked = make_organisation("Called otherwise here")
    make_partner(project, name="Something else", organisation=linked)

    assert found(taking_part, practice) == [Kind.PROJECT]
    assert found(make_expert(organisation=partner), practice) == [Kind.ORGANISATION]
    assert Kind.ORGANISATION in found(make_expert(organisation=linked), practice)


@pytest.mark.parametrize(("days_over", "conflict"), [(-30, True), (1000, True), (1200, False)])
def test_another_project_that_expert_and_author_share_or_shared_lately(days_over, conflict):
    project = make_project(end=timezone.localdate() - timedelta(days=days_over))
    author, expert = make_member(), make_expert()
    for member in (author, expert):
        ProjectMember.objects.create(project=project, member=member)

    assert found(expert, make_practice(author=author)) == ([Kind.PROJECT] if conflict else [])


@pytest.mark.parametrize(
    ("home", "place", "conflict"),
    [
        ("ES51", "ES51", True),
        ("ES511", "ES51", True),
        ("ES51", "ES512", True),
        ("ES51", "ES5", True),
        ("ES51", "ES52", False),
        ("ES51", "ES", False),
        ("ES", "ES51", False),
        ("LU00", "LU", True),
    ],
)
def test_the_same_region_but_not_the_same_country(home, place, conflict):
    expert = make_expert(region=region(home))
    kinds = [Kind.REGION] if conflict else []

    assert found(expert, make_practice(title="There", region=region(place))) == kinds
    assert (
        found(expert, make_practice(title="By", author=make_member(region=region(place)))) == kinds
    )


def test_where_the_expert_belonged_lately():
    organisation = make_organisation()
    expert = make_expert(organisation=organisation, region=region("ES51"))
    practice = make_practice(author=make_member(organisation=organisation))
    expert.organisation, expert.region = make_organisation(), region("FRK2")
    expert.save()
    left = FormerAffiliation.objects.get()

    assert (left.organisation, left.region) == (organisation, region("ES51"))
    assert found(expert, practice) == [Kind.ORGANISATION]
    assert found(expert, make_practice(title="There", region=region("ES51"))) == [Kind.REGION]
    left.ended_on = timezone.localdate() - timedelta(days=3 * 366)
    left.save()
    assert found(expert, practice) == []


def test_saving_a_member_who_stays_keeps_no_affiliation():
    expert = make_expert(organisation=make_organisation(), region=region("ES51"))

    expert.first_name = "New"
    expert.save()
    expert.save(update_fields=["last_login"])

    assert FormerAffiliation.objects.count() == 0


def test_what_the_expert_declared():
    expert = make_expert()
    organisation, friend = make_organisation("Town of Reus"), make_member()
    practice = make_practice(title="A")
    version = make_practice(title="A again", state="draft", revision_of=practice)
    for declared in ({"practice": practice}, {"organisation": organisation}, {"member": friend}):
        DeclaredConflict.objects.create(expert=expert, reason="Friends.", **declared)

    assert found(expert, practice) == [Kind.PRACTICE]
    assert found(expert, version) == [Kind.PRACTICE]
    assert found(expert, make_practice(title="B", author=friend)) == [Kind.PERSON]
    assert found(expert, make_practice(title="C", institution_name="Town of Reus")) == [
        Kind.ORGANISATION
    ]
    assert found(make_expert(), practice) == []


def test_the_many_at_once_are_found_like_one_by_one():
    organisations = [make_organisation() for _ in range(3)]
    experts = [
        make_expert(organisation=organisations[number % 3], region=region(code))
        for number, code in enumerate(["ES51", "FRK2", "HR03", "ES52"])
    ]
    practices = [
        make_practice(title=f"P{number}", region=region(code), author=author)
        for number, (code, author) in enumerate(
            [("ES51", experts[1]), ("ES52", None), ("FRK2", experts[2]), ("PL21", None)]
        )
    ]

    pairs = planning.conflicting([each.pk for each in practices], [each.pk for each in experts])

    assert pairs == {
        (practice.pk, expert.pk)
        for practice in practices
        for expert in experts
        if found(expert, practice)
    }
    assert len(pairs) == 5


def test_queries_do_not_grow_with_experts_and_practices(django_assert_num_queries):
    project = make_project()
    make_partner(project, region=region("ES51"))
    experts = [make_expert(organisation=make_organisation(region=region("ES51"))) for _ in range(6)]
    practices = [
        make_practice(title=f"P{n}", project=project, region=region("ES511"), author=expert)
        for n, expert in enumerate(experts)
    ]

    for some in (practices[:1], practices):
        with django_assert_num_queries(15):
            planning.conflicting([each.pk for each in some], [each.pk for each in experts])
