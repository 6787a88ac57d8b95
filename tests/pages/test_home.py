from re import findall

from ponte.pages.home import facts, places
from ponte.practices.models import Practice
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.factories.articles import make_news, make_solution
from tests.factories.events import make_event
from tests.factories.likeness import make_structure
from tests.factories.practices import make_practice
from tests.factories.projects import make_project


def region(code):
    return Region.objects.get(code=code)


def test_home_shows_the_three_newest_practices(client, db):
    for day, title in enumerate(("First", "Second", "Third", "Fourth"), start=1):
        make_practice(title=title, published_at=f"2024-03-0{day}T09:00:00Z")

    response = client.get("/")

    titles = [practice.title for practice in response.context["practices"]]
    assert titles == ["Fourth", "Third", "Second"]


def test_home_leads_to_every_topic(client, db):
    response = client.get("/")

    assert [(topic.slug, bool(theme)) for topic, theme in response.context["topics"]] == [
        ("smart", True),
        ("green", True),
        ("connected", True),
        ("social", True),
        ("citizens", True),
        ("governance", True),
    ]


def test_facts_count_what_is_published(db):
    make_practice(title="In Catalonia", region=region("ES51"))
    make_practice(title="In Madrid", region=region("ES30"))
    make_practice(title="Anywhere in Latvia", region=region("LV"))
    make_practice(title="Draft", region=region("FI1C"), state=Practice.State.DRAFT)
    make_project()

    found = facts(places())

    assert found == [
        (3, "practices described"),
        (2, "regions with practices"),
        (2, "countries"),
        (1, "project"),
    ]


def test_places_are_regions_with_published_practices(db):
    make_practice(title="One", region=region("ES51"))
    make_practice(title="Two", region=region("ES51"))
    make_practice(title="Draft", region=region("FI1C"), state=Practice.State.DRAFT)

    assert [place.code for place in places()] == ["ES51"]


def test_each_place_is_a_point_on_the_map(client, db):
    make_practice(title="One", region=region("ES51"))
    make_practice(title="Two", region=region("LV00"))

    page = client.get("/").content.decode()

    assert page.count("<circle cx=") == 2 + mark_and_card_circles(page)
    assert "Map of Europe with 2 places that have good practices" in page


def mark_and_card_circles(page):
    outside = page.split('class="home-map"')[0] + page.split("</svg>\n</section>")[1]
    return outside.count("<circle cx=")


def test_number_of_queries_does_not_grow(client, db, django_assert_num_queries):
    smart = Topic.objects.get(slug="smart")
    make_practice(title="One", region=region("ES51"), topics=[smart])
    make_solution(topics=["PO1"], regions=["LV00"])
    make_news(topics=["PO1"], regions=["LV00"])
    make_event(topics=["smart"], region=region("ES51"))
    client.get("/")

    with django_assert_num_queries(QUERIES):
        client.get("/")
    for number in range(5):
        make_practice(title=f"More {number}", region=region("LV00"), topics=[smart])
        make_solution(title=f"Solution {number}", topics=["PO1"], regions=["LV00"])
        make_news(title=f"News {number}", topics=["PO1"], regions=["LV00"])
        make_event(topics=["smart"], region=region("LV00"))
    with django_assert_num_queries(QUERIES):
        client.get("/")


QUERIES = 22


def test_without_practices_the_section_is_left_out(client, db):
    page = client.get("/").content.decode()

    assert "New and checked" not in page
    assert "Six ways in" in page


def test_home_asks_what_a_region_faces(client, db):
    make_structure()
    html = client.get("/").content.decode()
    form = html.split('class="home-ask"')[1].split("</form>")[0]

    assert 'action="/fit/"' in form
    fields = findall(r'name="(\w+)"', form)
    found = client.post(
        "/fit/", dict(zip(fields, ["Shops close. " * 150, "AT11"], strict=True)), follow=True
    )

    assert fields == ["q", "region"]
    assert found.context["found"].asked.region.code == "AT11"
    assert found.context["found"].asked.need.startswith("Shops close.")


def test_home_knows_the_region_last_asked_for(client, db):
    make_structure()
    client.get("/fit/", {"region": "AT11"})

    assert "Burgenland (AT11)" in client.get("/").content.decode()
