"""Organisations: their list, pages and forms, and how duplicates are found."""

import pytest

from ponte.activity.models import Entry
from ponte.community.duplicates import duplicates
from ponte.community.models import Member, Organisation, name_key
from ponte.regions.models import Region
from tests.community.cost import queries
from tests.factories.community import make_member, make_organisation
from tests.factories.practices import make_practice
from tests.factories.projects import make_partner, make_project


@pytest.fixture
def member(client, db):
    member = make_member()
    client.force_login(member)
    return member


def data(**changes):
    return {
        "name_en": "Tuscan Innovation Agency",
        "name_original": "Agenzia toscana per l'innovazione",
        "type": "agency",
        "region": "ITI1",
        **changes,
    }


def new(name, region="ITI1", **fields):
    place = Region.objects.get(code=region) if region else None
    return Organisation(name_original=name, name_en=name, region=place, **fields)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ponte S.r.l.", "ponte"),
        ("  PONTE — srl ", "ponte"),
        ("Ponte GmbH & Co. KG", "ponte co kg"),
        ("Région Île-de-France", "region ile de france"),
        ("Υπουργείο Οικονομίας", "ypoyrgeio oikonomias"),
        ("Община Русе", "obshchina ruse"),
        ("AB", "ab"),
    ],
)
def test_names_are_compared_by_their_words(name, key):
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        ({"name": "Agency for Innovation Ltd."}, "The same name"),
        ({"name": "Agency for Inovation"}, "A similar name"),
        ({"name": "Innovation, Agency for"}, "A similar name"),
        ({"name": "Something else", "abbreviation": "afi"}, "The same abbreviation"),
        ({"name": "Else", "homepage": "https://www.afi.example/en/"}, "The same homepage"),
        ({"name": "Else", "region": "FR10", "vat": "IT123"}, "The same number"),
        ({"name": "Agency for Innovation", "region": None}, "The same name"),
    ],
)
def test_what_may_be_the_same_is_found(db, candidate, reason):
    known = make_organisation(
        "Agency for Innovation",
        region="ITI1",
        abbreviation="AFI",
        homepage="https://afi.example/",
        vat="IT123",
    )

    found = duplicates(new(**candidate))

    assert [(each.organisation, str(each.reason)) for each in found] == [(known, reason)]


@pytest.mark.parametrize(
    "candidate",
    [
        {"name": "University of Innovation"},
        {"name": "Agency for Innovation", "region": "FR10"},
        {"name": "Fire brigade"},
    ],
)
def test_others_are_left_alone(db, candidate):
    make_organisation("Agency for Innovation", region="ITI1", homepage="https://afi.example/")

    assert duplicates(new(**candidate)) == []


def test_finding_duplicates_takes_two_queries(db, django_assert_num_queries):
    for number in range(5):
        make_organisation(f"Agency for Innovation {number}", region="ITI1")
    wanted = new("Agency for Innovation 9")

    with django_assert_num_queries(2):
        assert len(duplicates(wanted)) == 5


def test_a_member_adds_an_organisation_and_works_there(client, member):
    response = client.post("/organisations/new/", data(works_here="yes"))

    organisation = Organisation.objects.get()
    assert response["Location"] == "/organisations/tuscan-innovation-agency/"
    assert organisation.added_by == member
    assert Member.objects.get(pk=member.pk).organisation == organisation
    assert [(entry.verb, entry.actor) for entry in Entry.objects.about(organisation)] == [
        ("add", member)
    ]


def test_a_likely_duplicate_is_added_only_when_asked_twice(client, member):
    known = make_organisation("Tuscan Innovation Agency", region="ITI1")

    first = client.post("/organisations/new/", data())
    second = client.post("/organisations/new/", data(different="on"))

    assert first.status_code == 422
    assert [each.organisation for each in first.context["form"].candidates] == [known]
    assert second["Location"] == "/organisations/tuscan-innovation-agency-2/"


def test_an_organisation_called_new_has_an_address_of_its_own(client, member):
    response = client.post("/organisations/new/", data(name_en="New"))

    assert response["Location"] == "/organisations/new-2/"


def test_who_added_it_edits_it_and_the_change_is_noted(client, member):
    organisation = make_organisation("Old name", region="ITI1", added_by=member)

    response = client.post("/organisations/old-name/edit/", data(city="Florence"))

    organisation.refresh_from_db()
    assert response["Location"] == "/organisations/old-name/"
    assert (organisation.name_en, organisation.city) == ("Tuscan Innovation Agency", "Florence")
    entry = Entry.objects.about(organisation).get()
    assert (entry.verb, entry.detail) == (
        "change",
        {"fields": ["name_en", "name_original", "type", "city"]},
    )


def test_saying_that_one_works_there_opens_no_organisation(client, member):
    make_organisation("Agency", region="ITI1")
    client.post("/organisations/agency/join/")

    response = client.post("/organisations/agency/edit/", data())

    assert Member.objects.get(pk=member.pk).organisation.slug == "agency"
    assert response.status_code == 403


def test_a_member_leaves_only_the_own_organisation(client, member):
    member.organisation = make_organisation("Agency")
    member.save()
    make_organisation("Other")

    client.post("/organisations/other/leave/")
    kept = Member.objects.get(pk=member.pk).organisation
    client.post("/organisations/agency/leave/")

    assert kept.slug == "agency"
    assert Member.objects.get(pk=member.pk).organisation is None


def test_a_page_shows_people_practices_and_projects(client, member):
    organisation = make_organisation("Agency", region="ITI1")
    make_member(first_name="Ada", last_name="Shown", organisation=organisation)
    hidden = make_member(
        first_name="Bea",
        last_name="Hidden",
        organisation=organisation,
        visibility={"organisation": "nobody"},
    )
    make_practice(title="Run by it", institution_name="AGENCY")
    make_practice(title="Written in secret", author=hidden)
    make_partner(make_project(acronym="BRIDGE"), organisation=organisation)

    html = client.get("/organisations/agency/").content.decode()

    texts = ("Ada Shown", "Bea Hidden", "Run by it", "Written in secret", "BRIDGE")
    assert [text in html for text in texts] == [True, False, True, False, True]


def test_visitors_see_neither_members_nor_contacts(client, db):
    organisation = make_organisation("Agency", contact_email="desk@agency.example")
    make_member(first_name="Ada", last_name="Private", organisation=organisation)

    as_visitor = client.get("/organisations/agency/").content.decode()
    client.force_login(make_member())
    as_member = client.get("/organisations/agency/").content.decode()

    texts = ("Ada Private", "desk@agency.example")
    assert [text in as_visitor for text in texts] == [False, False]
    assert [text in as_member for text in texts] == [True, True]


def test_a_page_costs_the_same_for_one_and_four(client, member):
    organisation = make_organisation("Agency", region="ITI1")
    fill(organisation)
    one = queries(client, "/organisations/agency/")

    for _each in range(3):
        fill(organisation)
    four = queries(client, "/organisations/agency/")

    assert four == one <= 22


def fill(organisation):
    author = make_member(organisation=organisation, topics=["smart"], region="ITI1")
    make_practice(title=author.last_name, author=author)
    make_partner(make_project(topics=["RSO1.3"]), organisation=organisation)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Agency", "Institute"]),
        ("organisation_type=research", ["Institute"]),
        ("country=IT", ["Agency"]),
        ("q=tuscan", ["Agency"]),
        ("organisation_type=sme", []),
    ],
)
def test_the_list_is_searched_and_filtered(client, db, indexed, query, names):
    make_organisation("Agency", region="ITI1", name_original="Tuscan office")
    make_organisation("Institute", region="SI", type="research")
    indexed()

    response = client.get(f"/organisations/?{query}")

    assert [each.name_en for each in response.context["found"].page.object_list] == names


def test_a_new_name_is_found_by_its_people(client, member, indexed):
    organisation = make_organisation("Agency")
    make_member(first_name="Ada", last_name="Found", organisation=organisation)
    indexed()

    organisation.name_en = organisation.name_original = "Lighthouse"
    organisation.save()
    indexed()

    found = client.get("/people/?q=lighthouse").context["found"].page.object_list
    assert [profile.member.name for profile in found] == ["Ada Found"]
