import pytest
from django.urls import reverse

from ponte.regions import rules
from ponte.regions.models import Region
from tests.factories.practices import make_practice
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def _no_index(settings, tmp_path):
    """An engine that has not been given an index yet."""
    engine = "ponte.search.backends.tantivy.TantivyBackend"
    settings.SEARCH = {"BACKEND": engine, "PATH": tmp_path}


def make_practices(*codes):
    for number, code in enumerate(codes):
        make_practice(title=f"Practice {number}", region=Region.objects.get(code=code))


def text_of(response):
    return " ".join(response.content.decode().split())


def test_counts_go_to_the_nuts_2_region_or_higher():
    counts = {"ES": 4, "ES5": 3, "ES51": 2, "ES511": 1, "PT": 1}

    assert rules.located(counts) == {"ES": 1, "ES5": 1, "ES51": 2, "PT": 1}


def test_points_grow_with_their_number_up_to_a_limit():
    assert [rules.radius(number) for number in (1, 4, 10_000)] == [6.0, 7.5, 14.0]


def test_map_and_list_show_where_practices_are(client, indexed):
    make_practices("ES51", "ES511", "PT")
    indexed()

    response = client.get(reverse("regions:index"))

    points = [(point.region.code, point.count) for point in response.context["board"].points]
    assert points == [("ES51", 2), ("PT", 1)]
    spain = next(e for e in response.context["countries"] if e.region.code == "ES")
    assert (spain.count, spain.regions) == (2, 19)


def test_empty_list_of_regions(client, indexed):
    indexed()

    response = client.get(reverse("regions:index"))

    assert response.status_code == 200
    assert "No good practices yet" in text_of(response)
    assert len(response.context["countries"]) == 40


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_list_do_not_grow(client, indexed, django_assert_num_queries, number):
    make_practices(*["ES51", "ITI1", "FI1D7"][:number])
    indexed()

    with django_assert_num_queries(2):
        client.get(reverse("regions:index"))


@pytest.mark.parametrize(
    ("text", "first"), [("ES51", "ES51"), ("Catal", "ES51"), ("Spanien", "ES"), ("Kriti", "EL43")]
)
def test_find_a_region(client, indexed, text, first):
    indexed_regions = Region.objects.filter(code__in=["ES51", "ES", "EL43", "ITI1"])
    for region in indexed_regions:
        region.save()
    indexed()

    response = client.get(reverse("regions:index"), {"q": text})

    assert response.context["found"][0].region.code == first


@pytest.mark.usefixtures("_no_index")
def test_the_list_works_without_an_index(client):
    everything = client.get(reverse("regions:index"))
    found = client.get(reverse("regions:index"), {"q": "catal"})

    assert "The practices cannot be counted just now." in text_of(everything)
    assert [entry.region.code for entry in found.context["found"]] == ["ES51"]


def test_nothing_found_says_what_to_try(client, indexed):
    indexed()

    response = client.get(reverse("regions:index"), {"q": "<Nowhere>\0"})

    assert "No region has this name" in text_of(response)
    assert "0 regions found for “&lt;Nowhere&gt;”" in text_of(response)


def test_region_page_lists_practices_and_projects(client):
    make_practices("ES511")
    make_project(acronym="SMARTY", regions=["ES51"])

    response = client.get(reverse("regions:detail", args=["ES51"]))

    page = text_of(response)
    assert response.status_code == 200
    assert "Practice 0" in page
    assert "SMARTY" in page
    assert "Spain · NUTS 2 code ES51" in page
    assert [child.code for child in response.context["children"]] == [
        "ES511",
        "ES512",
        "ES513",
        "ES514",
    ]
    assert response.context["linked_data"]["containedInPlace"]["name"] == "Este"


def test_region_without_practices_shows_those_of_its_country(client):
    make_practices("ES61")

    page = text_of(client.get(reverse("regions:detail", args=["ES51"])))

    assert "No good practice from here yet" in page
    assert "From elsewhere in Spain" in page
    assert "Practice 0" in page


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_a_region_page_do_not_grow(client, django_assert_num_queries, number):
    make_practices(*["ES511"] * number)
    for each in range(number):
        make_project(acronym=f"P{each}", regions=["ES51"], topics=["RSO1.3"])

    # The first page reads into memory what fit is counted from.
    client.get(reverse("regions:detail", args=["ES51"]))

    with django_assert_num_queries(21):
        client.get(reverse("regions:detail", args=["ES51"]))


@pytest.mark.parametrize("code", ["ES", "ES5", "ES51", "ES511", "UA", "XK", "EL43", "UKN10", "FRY"])
def test_every_level_has_a_page(client, code):
    assert client.get(reverse("regions:detail", args=[code])).status_code == 200


@pytest.mark.parametrize(
    ("code", "target"),
    [
        ("es51", "/regions/ES51/"),
        ("NL33", "/regions/NL36/?was=NL33"),
        ("PT17", "/regions/PT1/?was=PT17"),
    ],
)
def test_small_letters_and_retired_codes_lead_on(client, code, target):
    response = client.get(f"/regions/{code}/")

    assert response.status_code == 301
    assert response["Location"] == target


def test_the_page_explains_a_retired_code(client):
    right = client.get("/regions/NL36/", {"was": "NL33"})
    wrong = client.get("/regions/NL36/", {"was": "<b>"})

    assert "The code NL33 is no longer in use. Its area lies in Zuid-Holland." in text_of(right)
    assert wrong.context["was"] == ""


@pytest.mark.parametrize(
    ("code", "text"),
    [("QQ99", "No region has the code QQ99"), ("ATZZ", "belong to no place in the country")],
)
def test_a_code_without_a_place_helps_on(client, code, text):
    response = client.get(f"/regions/{code}/")

    assert response.status_code == 404
    assert text in text_of(response)
    assert 'action="/regions/"' in text_of(response)


@pytest.mark.parametrize(
    ("code", "view_box"),
    [("ES", "0 0 1000 816"), ("FRY3", "0 0 1000 816"), ("ES51", "29 473 420 343")],
)
def test_the_map_of_a_region_is_a_close_up_unless_it_lies_far_off(client, code, view_box):
    response = client.get(reverse("regions:detail", args=[code]))

    assert response.context["view_box"] == view_box


def test_the_category_of_development_is_told_with_its_period(client):
    Region.objects.filter(code="ES61").update(category="less")
    Region.objects.filter(code="ES51").update(category="")

    classed = text_of(client.get("/regions/ES61/"))
    other = text_of(client.get("/regions/ES51/"))

    assert "Category of development</th><td>Less developed (2014–2020)</td>" in classed
    assert "Category of development" not in other
