"""The page that says what fits a region, and its neighbours."""

import json
from datetime import timedelta
from decimal import Decimal
from html import unescape
from re import findall
from urllib.parse import quote_plus

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ponte import search
from ponte.matching import address
from ponte.matching.asking import usual_weights
from ponte.matching.fit import PARTS
from ponte.matching.models import CHALLENGE_LIMIT, Declaration, Requirements
from ponte.practices.judging.models import Question
from ponte.regions.actions import compute_similarity
from ponte.regions.models import Region
from ponte.search import answering
from ponte.search.encoders import encoder
from ponte.search.vectors.asked import asked
from ponte.search.vectors.embedding import embed_batch, embed_sentences
from ponte.topics.models import Topic
from tests.factories.community import make_member, make_organisation
from tests.factories.likeness import make_structure
from tests.factories.matching import make_adoption, make_declaration, make_requirements
from tests.factories.projects import make_project
from tests.matching.test_counting import make

NEED = "Repair shops close and household appliances are thrown away."


@pytest.fixture
def practices(db, indexed):
    make_structure()
    compute_similarity()
    near = make("Repair voucher", origin="HU22", short_summary="Repair of appliances is paid.")
    far = make("Repair café", origin="DE25", institution_name="Town of Munich")
    search.index(Region.objects.filter(code="AT11"))
    indexed()
    return near, far


def page(client, query="region=AT11", **extra):
    response = client.get(f"/fit/?{query}", **extra)
    assert response.status_code == 200
    return response


def titles(response):
    return [told.practice.title for told in response.context["found"].explained]


def text_of(response):
    return " ".join(unescape(response.content.decode()).split())


# What fits


def test_page_without_a_region_tells_how_it_works(client, db):
    response = page(client, "")

    assert "found" not in response.context
    assert "Every practice is counted in seven parts." in text_of(response)


def test_page_shows_practices_with_points_that_add_up(client, practices):
    response = page(client, f"region=AT11&q={NEED}")

    assert titles(response) == ["Repair voucher", "Repair café"]
    html = response.content.decode()
    for told in response.context["found"].explained:
        card = html.split(f'id="practice-{told.practice.pk}"')[1].split("</article>")[0]
        points = [int(n) for n in findall(r"<b>(\d+)</b>", card)]
        assert sum(points) == int(findall(r"<strong>(\d+)</strong>", card)[0])
        assert f"<strong>{sum(points)} of 100</strong>" in card


def test_page_shows_reasons_against_as_it_shows_reasons_for(client, practices):
    make_adoption(practices[0], "AT12", "failed", outcome="Shops left.")

    card = page(client).content.decode().split("<article")[1]

    for heading in ("What speaks for it", "What speaks against it"):
        assert f"<h4>{heading}</h4>" in card
    assert "It did not work in Niederösterreich in 2024" in unescape(card)


@pytest.mark.parametrize("text", ["AT11", "at11", "Burgenland", "Burgenland (AT11)", "AT111"])
def test_region_is_understood_by_code_and_name(client, practices, text):
    response = client.get("/fit/", {"region": text}, follow=True)

    assert response.context["found"].asked.region.code == "AT11"


@pytest.mark.parametrize(
    ("text", "error", "meant"),
    [
        ("AT", "Austria is larger than one region.", "AT11"),
        ("Nowhereland", "No region is known as “Nowhereland”.", None),
        ("burgenl", "No region is known as “burgenl”.", "AT11"),
    ],
)
def test_region_that_cannot_be_meant_is_explained_and_nothing_is_lost(
    client, practices, text, error, meant
):
    response = page(client, f"region={text}&q={NEED}")

    assert error in text_of(response)
    assert NEED in text_of(response)
    codes = [region.code for region in response.context["candidates"]]
    assert (meant in codes) if meant else codes == []


def test_a_need_without_a_region_asks_for_it(client, practices):
    response = page(client, f"q={NEED}")

    assert "Say which region." in text_of(response)


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (f"q={'x' * (CHALLENGE_LIMIT + 1)}", "at most 2000 characters"),
        ("money=-5", "greater than or equal to 0"),
        ("money=much", "Enter a number"),
        ("months=1.5", "whole number"),
        ("months=100000", "less than or equal to 240"),
        ("topic=beauty", "Select a valid choice"),
        ("w-challenge=lots", "whole number"),
        ("&".join(f"w-{part}=0" for part in PARTS), "some weight"),
        ("q=%00", "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_meant_is_told(client, practices, query, error):
    response = page(client, f"region=AT11&{query}")

    assert error in text_of(response)
    assert "found" not in response.context


def test_the_form_is_answered_by_the_shortest_address(client, practices):
    weights = {f"w-{part}": points for part, points in usual_weights().points.items()}
    asked = {"region": "Burgenland", "q": NEED, "topic": "", "money": "5000.00", "months": ""}

    for answer in (client.get, client.post):
        response = answer("/fit/", {**asked, **weights})
        assert response.status_code == 302
        assert QueryDict(response.url.split("?")[1]).dict() == {
            "region": "AT11",
            "q": NEED,
            "money": "5000",
        }
        assert client.get(response.url).status_code == 200


def test_own_weights_stay_in_the_address(client, practices):
    response = client.get("/fit/?region=AT11&w-challenge=50&w-structure=0", follow=True)

    assert response.status_code == 200
    asked = response.context["found"].asked
    assert asked.weights.points["structure"] == 0
    assert asked.weights.points["challenge"] == 50
    assert "Usual weights" in text_of(response)


def test_weights_change_the_order(client, practices, indexed):
    make("Another trade", origin="HU22", codes=["RSO1.3"])
    indexed()

    by_need = titles(page(client, f"region=AT11&q={NEED}&" + only("challenge")))
    by_place = titles(page(client, f"region=AT11&q={NEED}&" + only("structure")))

    assert by_need[-1] == "Another trade"
    assert by_place[-1] == "Repair café"


def only(part):
    return "&".join(f"w-{each}={50 if each == part else 0}" for each in PARTS)


def test_a_long_need_in_any_script_makes_a_short_address(client, practices):
    need = ("Η περιφέρεια χάνει τα εργαστήρια επισκευής της. " * 50)[:CHALLENGE_LIMIT].strip()

    response = client.post("/fit/", {"region": "AT11", "q": need})

    assert len(response.url) < 2000
    again = client.get(response.url)
    assert again.status_code == 200
    assert again.context["found"].asked.need == need


@given(st.text(max_size=CHALLENGE_LIMIT).filter(lambda text: "\0" not in text))
def test_what_is_packed_is_unpacked(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert address.unpacked(address.packed(text)) == text


@given(st.text(max_size=100))
def test_what_is_no_packed_text_is_nothing(code):
    assert isinstance(address.unpacked(code), str)


def test_a_packed_text_does_not_burst():
    assert address.unpacked(address.packed("x" * 10_000_000)) == ""


def test_htmx_gets_the_answer_alone_and_the_address(client, practices):
    response = client.post(
        "/fit/", {"region": "AT11", "w-structure": "50"}, headers={"HX-Request": "true"}
    )

    html = response.content.decode()
    assert html.lstrip().startswith('<div id="answer">')
    assert response["HX-Push-Url"].startswith("/fit/?region=AT11&w-challenge=30&w-structure=50")
    assert 'id="announcement"' in html


def test_links_lead_on_from_what_was_posted(client, practices, indexed):
    for number in range(12):
        make(f"Practice {number}")
    indexed()

    asked = {"region": "AT11", "q": NEED}
    found = client.post("/fit/", asked, headers={"HX-Request": "true"}).content.decode()
    wrong = client.post("/fit/", {**asked, "region": "AT"}).content.decode()

    need = quote_plus(NEED)
    assert f'href="?region=AT11&amp;q={need}&amp;page=2"' in found
    assert f'href="?region=AT11&amp;q={need}"' in wrong


def test_htmx_is_told_what_is_wrong(client, practices):
    response = client.post("/fit/", {"region": "Nowhere"}, headers={"HX-Request": "true"})

    assert "No region is known as “Nowhere”." in text_of(response)


def test_topic_money_and_time_are_counted(client, practices):
    make_requirements(practices[0], cost=Decimal(10000), months=12)

    response = page(client, "region=AT11&topic=green&money=20000&months=6")

    told = response.context["found"].explained[0]
    texts = [each.text for each in told.of_part("conditions")]
    assert texts[:2] == [
        "It costs €10,000, and you have €20,000.",
        "It works after 12 months only; you have 6.",
    ]
    assert titles(page(client, "region=AT11&topic=social")) == []


def test_pages_go_on_where_the_last_ended(client, practices, indexed):
    for number in range(12):
        make(f"Practice {number}")
    indexed()

    first, second = (titles(page(client, f"region=AT11&page={number}")) for number in (1, 2))

    assert (len(first), len(second)) == (10, 4)
    assert set(first).isdisjoint(second)
    assert titles(page(client, "region=AT11&page=999")) == second


# Remembered


def test_a_visitors_region_is_remembered(client, practices):
    page(client, "region=AT11")

    assert page(client, "").context["found"].asked.region.code == "AT11"


def test_a_members_region_is_that_of_the_profile(client, practices):
    client.force_login(make_member(region="AT111"))

    assert page(client, "").context["found"].asked.region.code == "AT11"
    assert page(client, "region=HU22").context["found"].asked.region.code == "HU22"
    assert page(client, "").context["found"].asked.region.code == "AT11"


# Elsewhere on the page


def test_regions_that_face_the_same_come_first(client, practices):
    make_declaration("AT11", priorities=["RSO2.6"])
    make_declaration("ES43", priorities=["RSO2.6", "RSO1.1"])
    make_adoption(practices[1], "AT12", "worked")

    neighbours = page(client).context["neighbours"]

    assert [(each.region.code, each.faces_the_same) for each in neighbours] == [
        ("HU22", True),
        ("AT12", True),
        ("ES43", True),
        ("DE25", True),
    ]
    assert neighbours[0].comes_from == [practices[0]]
    assert neighbours[1].tried == [practices[1]]
    assert neighbours[2].priorities == [Topic.objects.get(code="RSO2.6").label]


def test_projects_under_way_are_those_that_go_on(client, practices, indexed):
    today = timezone.localdate()
    for acronym, start, end in (
        ("NOW", today - timedelta(30), today + timedelta(30)),
        ("OVER", today - timedelta(60), today - timedelta(30)),
        ("LATER", today + timedelta(30), today + timedelta(60)),
    ):
        make_project(
            acronym=acronym, title="Repair of appliances", start=start, end=end, topics=["RSO2.6"]
        )
    indexed()

    response = page(client, "region=AT11&q=Repair+of+appliances")

    assert [project.acronym for project in response.context["projects"]] == ["NOW"]


def peer(**fields):
    fields = {"region": "ES43", "topics": ["green"], "open_to_peer": True, **fields}
    return make_member(**fields)


def test_members_see_whom_they_could_ask(client, practices):
    asker = make_member(region="AT11", organisation=make_organisation("Mine"))
    other = peer(first_name="Pia", last_name="Peer")
    peer(open_to_peer=False)
    peer(region="AT12")
    peer(topics=["social"])
    peer(listed=False)
    peer(organisation=asker.organisation)
    peer(visibility={"contact": "nobody"})
    peer(visibility={"topics": "nobody"})
    blocking = peer()
    blocking.blocks.create(blocked=asker)
    busy = peer()
    for number in range(10):
        make_member().sent_messages.create(recipient=busy, subject=f"{number}", text="Hello")
    client.force_login(asker)

    response = page(client)

    assert [each.profile.member for each in response.context["peers"]] == [other]
    assert "Pia Peer" in text_of(response)


def test_visitors_are_told_that_there_are_people_and_no_names(client, practices):
    assert "People to ask" not in text_of(page(client))

    peer(first_name="Pia", last_name="Peer")

    text = text_of(page(client))
    assert "Members see who in other countries is open to be a peer" in text
    assert "Pia" not in text


def test_runners_lead_to_their_organisation(client, practices):
    organisation = make_organisation("Town of Munich")

    runners = page(client).context["runners"]

    assert [(each.name, each.organisation) for each in runners] == [
        ("Town of Munich", organisation)
    ]


def test_a_question_is_begun_with_region_and_need(client, practices):
    html = page(client, f"region=AT11&q={NEED}").content.decode()
    link = unescape(findall(r'href="(/practices/repair-voucher/questions/new/\?[^"]*)"', html)[0])
    client.force_login(make_member())

    form = client.get(link).context["form"]

    assert (
        form["text"]
        .value()
        .startswith(
            f"We are thinking of this practice for our region, Burgenland (AT11). "
            f"What we face: “{NEED}”"
        )
    )


def test_questions_that_wait_are_told(client, practices):
    Question.objects.create(practice=practices[0], text="How?")

    assert "1 question waits for an answer" in text_of(page(client))


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_practices(client, db, indexed, django_assert_num_queries, number):
    make_structure()
    compute_similarity()
    make_declaration("AT11", priorities=["RSO2.6"])
    for each in range(number):
        practice = make(f"Practice {each}", institution_name=f"Body {each}")
        make_adoption(practice, "AT12", "failed")
        make_requirements(practice, months=3)
    indexed()
    page(client, f"region=AT11&q={NEED}")

    with django_assert_num_queries(23):
        page(client, f"region=AT11&q={NEED}")


# What records say


@pytest.fixture
def understood(practices, settings, monkeypatch):
    monkeypatch.setitem(answering.ANSWERS, "words", 0.3)
    settings.SEARCH = {**settings.SEARCH, "ENCODER": "tests.search.encoders.words.Words"}
    encoder.cache_clear()
    asked.cache_clear()
    while embed_batch(encoder()) or embed_sentences(encoder()):
        pass
    yield
    encoder.cache_clear()
    asked.cache_clear()


def test_the_page_opens_with_what_records_say(client, understood):
    response = page(client, "region=AT11&q=Repair of appliances that are broken")

    said = response.context["answer"].passages
    assert [each.text for each in said] == ["Repair of appliances is paid."]
    text = text_of(response)
    assert text.index("What records say") < text.index("<article")


def test_a_need_that_no_record_answers_is_told_so(client, understood):
    response = page(client, "region=AT11&q=Zebras xylophones quasars volcanoes")

    assert "Nothing in the collection answers this" in text_of(response)
    assert titles(response)


def test_an_answer_keeps_to_the_topic_and_opens_the_first_page_alone(client, understood):
    need = "q=Repair of appliances that are broken"

    other = page(client, f"region=AT11&{need}&topic=social")

    assert other.context["answer"].passages == ()
    assert page(client, "region=AT11").context["answer"] is None


# Suggestions


def test_suggestions_fill_the_field_with_what_the_form_understands(client, practices):
    found = json.loads(client.get("/fit/suggest/?q=burgen").content)["suggestions"]

    assert {"title": "Burgenland", "value": "Burgenland (AT11)", "label": "Austria"} in found
    assert all("(" in each["value"] for each in found)


# Compare


def test_compare_shows_four_practices_part_by_part(client, practices, indexed):
    slugs = [each.slug for each in practices]
    query = "&".join(f"p={slug}" for slug in [*slugs, "no-such-practice", slugs[0]])

    response = client.get(f"/fit/compare/?region=AT11&{query}")

    table = response.context["table"]
    assert [column.told.practice.slug for column in table.columns] == slugs
    assert [row.most for row in table.rows] == [30, 20, 10, 15, 10, 10, 5]
    for number, column in enumerate(table.columns):
        points = sum(row.cells[number].contribution.points for row in table.rows)
        assert points == column.told.account.fit
    assert "No public practice has the address no-such-practice." in text_of(response)


def test_compare_leaves_out_the_fifth_and_marks_what_is_at_home(client, practices):
    others = [make(f"Practice {number}", origin="AT111") for number in range(3)]
    query = "&".join(f"p={each.slug}" for each in [*practices, *others])

    response = client.get(f"/fit/compare/?region=AT11&{query}")

    assert len(response.context["table"].columns) == 4
    assert "“Practice 2” is left out." in text_of(response)
    assert "It comes from this region." in text_of(response)


def test_compare_without_practices_says_where_to_choose_them(client, practices):
    assert "No practice chosen" in text_of(client.get("/fit/compare/?region=AT11"))


# Would it work


def test_a_practice_page_asks_for_the_region_and_shows_the_map(client, practices):
    response = client.get("/practices/repair-voucher/")

    text = text_of(response)
    assert "Would it work in my region?" in text
    assert 'class="fit-map"' in text
    page(client, "region=AT11")
    assert "In Burgenland" in text_of(client.get("/practices/repair-voucher/"))


def test_would_it_work_gives_parts_reasons_and_range(client, practices):
    response = client.get("/fit/practices/repair-voucher/?region=AT11")

    account = response.context["told"].account
    assert sum(each.points for each in account.contributions) == account.fit
    assert "its likeness to yours is 78 of 100" in text_of(response)
    assert "Nyugat-Dunántúl" in text_of(response)


def test_would_it_work_says_when_it_comes_from_here(client, practices):
    response = client.get("/fit/practices/repair-voucher/?region=HU22")

    assert "It comes from this region." in text_of(response)


def test_the_map_has_a_table_and_a_file_that_agree(client, practices):
    response = client.get("/fit/practices/repair-voucher/")
    spread = response.context["spread"]
    lines = client.get("/fit/practices/repair-voucher/regions.csv").content.decode("utf-8-sig")

    rows = {row.region.code: row for row in response.context["every"]}
    assert len(rows) == Region.objects.places().of_level(2).count()
    assert rows["HU22"].is_home
    assert f"AT11,2024,Burgenland,AT,{rows['AT11'].fit},{rows['AT11'].low}" in lines
    shapes = [code for _style, codes in spread.groups for code in codes]
    assert len(shapes) == len(set(shapes))
    assert set(spread.home_shapes).isdisjoint(shapes)
    low, high = spread.classes[0].low, spread.classes[-1].high
    assert all(low <= fit <= high for fit in spread.shapes.values())


def test_a_practice_that_is_not_public_has_no_fit(client, practices):
    make("Draft", state="draft")

    assert client.get("/fit/practices/draft/").status_code == 404


# Regions


def test_a_regions_page_shows_what_fits_and_was_not_tried(client, practices):
    make_adoption(practices[0], "AT11", "worked")

    response = client.get("/regions/AT11/")

    part = text_of(response).split('id="fits"')[1].split("</section>")[0]
    assert "Repair café" in part
    assert "Repair voucher" not in part


def test_a_regions_page_shows_what_it_declares_and_by_whom(client, practices):
    office = make_organisation("Land Burgenland", type="regional", region="AT11")
    member = make_member(first_name="Eva", last_name="Berger", organisation=office)
    make_declaration(
        "AT11",
        priorities=["RSO2.6"],
        challenge="Everything is thrown away.",
        competences=["energy"],
        declared_by=member,
    )

    seen = text_of(client.get("/regions/AT11/"))
    client.force_login(make_member())

    assert "Everything is thrown away." in seen
    assert "by Land Burgenland." in seen
    assert "Berger" not in seen
    assert "by Eva Berger, Land Burgenland." in text_of(client.get("/regions/AT11/"))


def test_a_country_has_no_fit(client, practices):
    assert 'id="fits"' not in text_of(client.get("/regions/AT/"))


# Declaring and stating


def declare(client, code="AT11", **fields):
    data = {"language": "en", "challenge": "Shops close.", **fields}
    return client.post(f"/fit/regions/{code}/", data)


def test_a_member_of_an_authority_declares_and_it_is_logged(client, practices):
    office = make_organisation("Land", type="regional", region="AT11")
    client.force_login(make_member(organisation=office))
    topic = Topic.objects.get(code="RSO2.6")

    response = declare(client, priorities=[topic.pk], competences=["energy", "health"])

    assert response.url == "/regions/AT11/#fits"
    declared = Declaration.objects.get()
    assert (declared.challenge, declared.competences) == ("Shops close.", ["health", "energy"])
    history = text_of(client.get("/fit/regions/AT11/"))
    assert "Declared it for the region" in history
    assert "RSO2.6" in history


def test_declaring_the_same_again_is_not_logged(client, practices):
    client.force_login(make_member(roles=["secretariat"]))
    declare(client)
    declare(client)

    assert len(client.get("/fit/regions/AT11/").context["entries"]) == 1


def test_a_declaration_that_is_too_long_comes_back(client, practices):
    client.force_login(make_member(roles=["secretariat"]))

    response = declare(client, challenge="x" * (CHALLENGE_LIMIT + 1))

    assert response.status_code == 422
    assert Declaration.objects.count() == 0


def test_ticking_competences_and_none_is_refused(client, practices):
    client.force_login(make_member(roles=["secretariat"]))

    assert declare(client, competences=["energy", "none"]).status_code == 422
    assert declare(client, competences=["none"]).status_code == 302
    assert Declaration.objects.get().competences == []


@pytest.mark.parametrize("code", ["AT", "AT1", "AT111", "XX99", "ATZZ"])
def test_only_regions_of_level_2_declare(client, practices, code):
    client.force_login(make_member(roles=["secretariat"]))

    assert client.get(f"/fit/regions/{code}/").status_code == 404


def test_those_who_run_a_practice_say_what_it_requires(client, practices):
    author = make_member()
    practices[0].author = author
    practices[0].save()
    client.force_login(author)

    response = client.post(
        "/fit/practices/repair-voucher/requirements/",
        {"competences": ["none"], "least_population": "0", "cost": "1000.50", "months": "6"},
    )

    assert response.url == "/fit/practices/repair-voucher/"
    stated = Requirements.objects.get()
    assert (stated.competences, stated.least_population, stated.cost, stated.months) == (
        [],
        0,
        Decimal("1000.50"),
        6,
    )
    page = text_of(client.get("/fit/practices/repair-voucher/"))
    assert "none in particular" in page
    assert "1,000.5 euros" in page


@pytest.mark.parametrize("field", ["least_population", "cost", "months"])
def test_requirements_are_not_negative(client, practices, field):
    practices[0].author = author = make_member()
    practices[0].save()
    client.force_login(author)

    response = client.post("/fit/practices/repair-voucher/requirements/", {field: "-1"})

    assert response.status_code == 422
    assert Requirements.objects.count() == 0


def test_others_do_not_say_what_a_practice_requires(client, practices):
    client.force_login(make_member())

    assert client.get("/fit/practices/repair-voucher/requirements/").status_code == 403
