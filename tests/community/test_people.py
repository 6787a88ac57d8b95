"""The directory, a person's page and the profile form."""

import pytest

from ponte.community.models import Member
from ponte.community.profiles import PARTS
from ponte.search.documents import SearchUnavailable
from tests.community.cost import queries
from tests.factories.community import make_member, make_organisation
from tests.factories.practices import make_practice

PUBLIC = {"name": "everyone"}


@pytest.fixture
def viewer(client, db):
    member = make_member(first_name="Vera", last_name="Viewer", listed=False)
    client.force_login(member)
    return member


def names(response):
    return [profile.member.name for profile in response.context["found"].page.object_list]


def counts(response, facet):
    facets = {each.name: each for each in response.context["found"].panel.facets}
    return {option.value: option.count for option in facets[facet].options if option.count}


def profile_data(**changes):
    audiences = {f"{part}_audience": "members" for part in PARTS}
    return {"first_name": "Ada", "last_name": "Byron", "messages": "on", **audiences, **changes}


# The directory


def test_visitors_find_only_those_who_show_themselves_to_everyone(client, indexed):
    make_member(first_name="Ada", last_name="Open", visibility=PUBLIC)
    make_member(first_name="Bea", last_name="Closed")
    indexed()

    response = client.get("/people/")

    assert names(response) == ["Ada Open"]
    assert "Bea" not in response.content.decode()


def test_members_find_everybody_who_is_listed_by_name(client, viewer, indexed):
    make_member(first_name="Cid", last_name="Public", visibility=PUBLIC)
    make_member(first_name="Bea", last_name="Member")
    make_member(first_name="Unlisted", last_name="Person", listed=False)
    make_member(first_name="Closed", last_name="Account", is_active=False)
    make_member(first_name="", last_name="")
    indexed()

    response = client.get("/people/")

    assert names(response) == ["Bea Member", "Cid Public"]


def test_facets_count_what_the_viewer_may_see_and_nothing_else(client, indexed):
    organisation = make_organisation("Innovation Agency", type="agency")
    shown = {**PUBLIC, "topics": "everyone", "organisation": "nobody"}
    make_member(visibility=shown, topics=["smart"], organisation=organisation, region="ES51")
    indexed()

    visitor = client.get("/people/")
    client.force_login(make_member(listed=False))
    member = client.get("/people/")

    assert counts(visitor, "topic") == {"smart": 1}
    assert [facet.name for facet in visitor.context["found"].panel.facets] == [
        "topic",
        "open_to_peer",
    ]
    assert counts(member, "country") == {"ES": 1}
    assert "organisation_type" not in [f.name for f in member.context["found"].panel.facets]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("topic=green", ["Ana Green"]),
        ("country=FI", ["Ben Finn"]),
        ("region=FI1D7", ["Ben Finn"]),
        ("organisation_type=sme", ["Ben Finn"]),
        ("organisation=sisu-oy", ["Ben Finn"]),
        ("open_to_peer=yes", ["Ana Green"]),
        ("policy_role=advises", ["Ana Green"]),
        ("speaks=fi", ["Ben Finn"]),
        ("q=vouchers", ["Ana Green"]),
        ("topic=social", []),
    ],
)
def test_the_directory_is_filtered(client, viewer, indexed, query, found):
    make_member(
        first_name="Ana",
        last_name="Green",
        topics=["green"],
        open_to_peer=True,
        role_in_policy="advises",
        expertise=["innovation vouchers"],
    )
    make_member(
        first_name="Ben",
        last_name="Finn",
        region="FI1D7",
        organisation=make_organisation("Sisu Oy", type="sme"),
        languages=["fi", "sv"],
    )
    indexed()

    assert names(client.get(f"/people/?{query}")) == found


def test_what_is_hidden_is_not_found_by_its_words(client, indexed):
    make_member(visibility={**PUBLIC, "about": "members"}, about="Knows about zeppelins")
    indexed()

    as_visitor = client.get("/people/?q=zeppelins")
    client.force_login(make_member(listed=False))
    as_member = client.get("/people/?q=zeppelins")

    assert names(as_visitor) == []
    assert len(names(as_member)) == 1


def test_a_change_of_audience_reaches_the_index(client, indexed):
    member = make_member(first_name="Ada", last_name="Open", visibility=PUBLIC)
    indexed()

    member.visibility = {}
    member.save()
    indexed()

    assert names(client.get("/people/")) == []


def test_the_search_of_everything_knows_only_what_everyone_may_see(client, indexed):
    make_member(first_name="Ada", last_name="Quixote", visibility=PUBLIC)
    make_member(first_name="Bea", last_name="Quixote")
    indexed()

    pages = [
        client.get("/search/?q=quixote").content.decode(),
        client.get("/search/?q=quixote&kind=colleague").content.decode(),
        client.get("/search/suggest/?q=quixote").content.decode(),
        client.get("/search/suggest/?q=quixote&kind=colleague").content.decode(),
    ]

    assert ["Bea" in page for page in pages] == [False, False, False, False]
    assert ["Ada" in page for page in pages] == [True, True, True, True]


def test_without_the_engine_the_directory_is_a_plain_list_by_name(client, viewer, monkeypatch):
    make_member(first_name="Ada", last_name="Zulu", about="bees")
    make_member(first_name="Bea", last_name="Alfa")

    def unavailable(_query):
        raise SearchUnavailable

    monkeypatch.setattr("ponte.search.query", unavailable)

    assert names(client.get("/people/?topic=smart")) == ["Bea Alfa", "Ada Zulu"]
    assert names(client.get("/people/?q=zulu")) == ["Ada Zulu"]


def test_the_directory_costs_the_same_for_one_and_four(client, viewer, indexed):
    make_neighbour()
    indexed()
    one = queries(client, "/people/")

    for _each in range(3):
        make_neighbour()
    indexed()
    four = queries(client, "/people/")

    assert four == one <= 12


def make_neighbour():
    make_member(topics=["smart", "green"], region="ES51", organisation=make_organisation())


def test_no_page_shows_an_address(client, viewer, indexed):
    person = make_member("secret@hidden.example", first_name="", last_name="", listed=True)
    other = make_member("other@hidden.example", visibility=PUBLIC)
    make_practice(title="One", author=person)
    indexed()

    pages = [
        client.get(url).content.decode()
        for url in (
            "/people/",
            person.get_absolute_url(),
            other.get_absolute_url(),
            f"{other.get_absolute_url()}write/",
            "/practices/one/",
        )
    ]

    assert ["hidden.example" in page for page in pages] == [False] * 5


# A person's page


def test_a_visitor_is_asked_to_sign_in_to_see_somebody_who_is_for_members(client, db):
    person = make_member()

    response = client.get(person.get_absolute_url())

    assert response.status_code == 302
    assert response["Location"] == f"/account/login/?next={person.get_absolute_url()}"


def test_each_part_is_seen_by_its_audience(client, db):
    person = make_member(
        visibility={"name": "everyone", "job_title": "everyone", "about": "nobody"},
        job_title="Head of Unit",
        about="My diary",
        expertise=["clusters"],
    )

    def seen():
        html = client.get(person.get_absolute_url()).content.decode()
        return [text in html for text in ("Head of Unit", "clusters", "My diary")]

    as_visitor = seen()
    client.force_login(make_member())
    as_member = seen()
    client.force_login(person)
    as_oneself = seen()

    assert as_visitor == [True, False, False]
    assert as_member == [True, True, False]
    assert as_oneself == [True, True, True]


def test_oneself_sees_the_page_as_others_do(client, db):
    person = make_member(visibility={"about": "nobody"}, about="My diary")
    client.force_login(person)

    as_members = client.get(f"{person.get_absolute_url()}?as=members").content.decode()
    as_everyone = client.get(f"{person.get_absolute_url()}?as=everyone").content.decode()

    assert "My diary" not in as_members
    assert "Visitors do not see this page at all" in as_everyone


def test_nobody_else_chooses_as_whom_they_look(client, viewer):
    person = make_member(visibility={"about": "nobody"}, about="My diary")

    response = client.get(f"{person.get_absolute_url()}?as=oneself")

    assert "My diary" not in response.content.decode()


@pytest.mark.parametrize("fields", [{"is_active": False}, {"erased_at": "2026-01-01T00:00Z"}])
def test_a_closed_account_has_no_page(client, viewer, fields):
    assert client.get(make_member(**fields).get_absolute_url()).status_code == 404


def test_roles_that_help_to_find_the_right_person_are_shown(client, viewer):
    person = make_member(roles=["expert", "committee"], topics=["smart"])

    grants = client.get(person.get_absolute_url()).context["grants"]

    assert [(grant.role, [t.slug for t in grant.topics.all()]) for grant in grants] == [
        ("expert", ["smart"])
    ]


def test_a_page_names_published_practices(client, viewer):
    person = make_member()
    make_practice(title="Published one", author=person)
    make_practice(title="Draft one", author=person, state="draft")
    make_practice(title="Shared one").co_authors.add(person)

    html = client.get(person.get_absolute_url()).content.decode()

    assert [title in html for title in ("Published one", "Draft one", "Shared one")] == [
        True,
        False,
        True,
    ]


def test_who_wrote_a_practice_is_for_members_unless_they_say_otherwise(client, db):
    hidden = make_member(first_name="Hidden", last_name="Writer")
    open_one = make_member(first_name="Open", last_name="Writer", visibility=PUBLIC)
    practice = make_practice(author=hidden)
    practice.co_authors.add(open_one)

    as_visitor = client.get(practice.get_absolute_url()).content.decode()
    client.force_login(make_member())
    as_member = client.get(practice.get_absolute_url()).content.decode()

    assert ["Hidden Writer" in as_visitor, "Open Writer" in as_visitor] == [False, True]
    assert f"{hidden.get_absolute_url()}write/" not in as_visitor
    assert f"{hidden.get_absolute_url()}write/" in as_member
    assert f"{open_one.get_absolute_url()}write/" in as_member


# The profile form


def test_a_profile_is_saved_with_all_its_parts(client, viewer):
    organisation = make_organisation("Prato Agency", abbreviation="PA")
    hub = viewer.topics.model.objects.get(slug="green")

    response = client.post(
        "/people/me/",
        profile_data(
            organisation="prato agency",
            region="Catalonia",
            topics=[hub.pk],
            expertise="clusters, Vouchers,clusters",
            languages=["it", "en"],
            about="Hello",
            open_to_peer="on",
            about_audience="nobody",
        ),
    )

    saved = Member.objects.get(pk=viewer.pk)
    assert response["Location"] == saved.get_absolute_url()
    assert (saved.name, saved.organisation, saved.region.code) == (
        "Ada Byron",
        organisation,
        "ES51",
    )
    assert [topic.slug for topic in saved.topics.all()] == ["green"]
    assert saved.expertise == ["clusters", "Vouchers"]
    assert saved.languages == ["it", "en"]
    assert (saved.open_to_peer, saved.listed) == (True, False)
    assert saved.visibility == {
        "name": "members",
        "job_title": "members",
        "organisation": "members",
        "region": "members",
        "role_in_policy": "members",
        "topics": "members",
        "expertise": "members",
        "languages": "members",
        "about": "nobody",
        "contact": "members",
    }


def test_the_form_shows_what_is_saved(client, viewer):
    viewer.organisation = make_organisation("Prato Agency", region="ITI1")
    viewer.region = viewer.organisation.region
    viewer.expertise = ["clusters", "vouchers"]
    viewer.visibility = {"about": "nobody", "contact": "nobody"}
    viewer.save()

    form = client.get("/people/me/").context["form"]

    assert [form[name].value() for name in ("organisation", "region", "expertise")] == [
        "Prato Agency",
        "ITI1",
        "clusters, vouchers",
    ]
    assert form["about_audience"].value() == "nobody"
    assert form["messages"].value() is False


def test_a_name_cannot_be_hidden_from_members(client, viewer):
    response = client.post("/people/me/", profile_data(name_audience="nobody"))

    assert response.status_code == 422
    assert "name_audience" in response.context["form"].errors


def test_organisations_that_may_be_meant_are_offered_and_chosen_by_a_button(client, viewer):
    meant = make_organisation("Regional Development Agency of Silesia", region="PL22")

    asked = client.post("/people/me/", profile_data(organisation="Development Agency Silesia"))
    chosen = client.post("/people/me/", profile_data(organisation=["x", meant.slug]))

    assert asked.status_code == 422
    assert list(asked.context["form"].candidates) == [meant]
    assert "/organisations/new/?name=Development%20Agency%20Silesia" in asked.content.decode()
    assert chosen.status_code == 302
    assert Member.objects.get(pk=viewer.pk).organisation == meant


def test_two_organisations_of_one_name_are_told_apart(client, viewer):
    ministries = [
        make_organisation("Ministry of Economy", slug="at", region="AT"),
        make_organisation("Ministry of Economy", slug="be", region="BE"),
    ]

    response = client.post("/people/me/", profile_data(organisation="Ministry of Economy"))

    assert response.status_code == 422
    assert list(response.context["form"].candidates) == ministries


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("region", "Atlantis", "No region is known as “Atlantis”."),
        ("expertise", ",".join(f"w{n}" for n in range(21)), "Give at most 20 keywords."),
        ("expertise", "x" * 61, f"“{'x' * 61}” is too long."),
        ("first_name", "", "This field is required."),
    ],
)
def test_what_cannot_be_saved_is_explained(client, viewer, field, value, message):
    response = client.post("/people/me/", profile_data(**{field: value}))

    assert response.status_code == 422
    assert response.context["form"].errors[field] == [message]
