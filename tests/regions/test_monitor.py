"""The monitor: what is asked for, what is on the map, in the table and in the files."""

import re
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.http import urlencode

from ponte.regions.figures.importing import count_years
from ponte.regions.models import Indicator, IndicatorValue, Region, SimilarRegion
from ponte.regions.monitor import geometry
from tests.factories.indicators import make_figure, make_indicator
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db

TEN = ["AT11", "AT12", "AT13", "BE10", "ES11", "ES12", "ES51", "ES61", "FI1B", "ITI1"]
REVISED = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def stored(code, figures, year=2020, **fields):
    """An indicator with its figures, counted: {"ES51": 1.5 or (1.5, "b")}."""
    described = {"name": code.capitalize(), "unit": "%", "dataset": "tgs1", "revised_at": REVISED}
    indicator = Indicator.objects.filter(code=code).first()
    indicator = indicator or make_indicator(code, **described | fields)
    for region, figure in figures.items():
        value, flag = figure if isinstance(figure, tuple) else (figure, "")
        make_figure(indicator, region, year, value, flag=flag)
    count_years(indicator)
    return indicator


def jobs(**fields):
    """Figures from 1 to 10 in ten regions."""
    return stored("jobs", {code: n for n, code in enumerate(TEN, start=1)}, **fields)


def answer(client, name="index", **parameters):
    return client.get(reverse(f"regions:{name}"), parameters)


def board(client, **parameters):
    return answer(client, **parameters).context["board"]


def codes(rows):
    return [row.region.code for row in rows]


def text_of(response):
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def map_file(client, kind, **parameters):
    return client.get(reverse("regions:map_file", args=[kind]), parameters)


def styles(shown):
    return {code: style for style, group in shown.groups for code in group}


def test_the_first_indicator_of_performance_is_shown_unasked(client):
    stored("age", {"ES51": 1}, group=Indicator.Group.STRUCTURAL, position=1)
    stored("jobs", {"ES51": 1}, position=2)
    stored("rooms", {"ES51": 1}, position=3)

    assert board(client).choice.indicator.code == "jobs"


def test_an_indicator_of_structure_is_shown_where_there_is_no_other(client):
    stored("age", {"ES51": 1}, group=Indicator.Group.STRUCTURAL)

    assert board(client).choice.indicator.code == "age"


def test_an_indicator_without_figures_cannot_be_chosen(client):
    jobs()
    make_indicator("empty")

    assert list(answer(client).context["form"].indicators) == ["jobs"]


def test_classes_hold_as_many_regions_each_and_say_how_many(client):
    jobs(decimals=0)

    shown = board(client)

    assert [(c.style, c.text, c.count) for c in shown.classes] == [
        ("q0", "1 – 3", 2),
        ("q1", "3 – 5", 2),
        ("q2", "5 – 7", 2),
        ("q3", "7 – 9", 2),
        ("q4", "9 – 10", 2),
    ]
    assert styles(shown) | {"AT11": "q0", "AT13": "q1", "ITI1": "q4"} == styles(shown)


def test_classes_may_be_equally_wide(client):
    stored("jobs", {"AT11": 0, "AT12": 1, "AT13": 100}, decimals=0)

    shown = board(client, indicator="jobs", classes="equal")

    assert [(c.text, c.count) for c in shown.classes] == [
        ("0 – 20", 2),
        ("20 – 40", 0),
        ("40 – 60", 0),
        ("60 – 80", 0),
        ("80 – 100", 1),
    ]


def test_a_figure_is_in_the_class_that_its_digits_say(client):
    stored("jobs", {"AT11": 1, "AT12": 1.96, "AT13": 2}, decimals=1)

    shown = board(client)

    assert [c.text for c in shown.classes] == ["1.0 – 2.0", "2.0"]
    assert [styles(shown)[code] for code in ("AT11", "AT12", "AT13")] == ["q0", "q4", "q4"]


def test_missing_is_neither_zero_nor_hidden(client):
    jobs()

    response = answer(client, sort="value")

    shown = response.context["board"]
    assert styles(shown)["PT15"] == "none"
    assert shown.missing == len(shown.rows) - 10
    assert codes(shown.sorted_rows())[:2] == ["AT11", "AT12"]
    assert f"no figure ({shown.missing})" in text_of(response)
    assert map_file(client, "json").json()["PT15"] == ["Algarve", "Portugal · no figure"]


def test_a_shape_of_nuts_1_shows_the_median_of_its_regions(client):
    stored("jobs", {"DE21": 10, "DE22": 20, "DE23": 90, "AT11": 1}, decimals=0)

    response = answer(client)
    told = map_file(client, "json").json()

    assert told["DE2"] == ["Bayern", "Germany · 20 % (median of 3 regions)"]
    assert "DE21" not in told
    assert "Some shapes are of NUTS 1 and show the median of their regions." in text_of(response)


def test_without_such_shapes_no_median_is_mentioned(client):
    jobs()

    assert "median" not in text_of(answer(client))


def test_flags_are_shown_where_their_figures_are(client):
    stored("jobs", {"AT11": (1, "e"), "AT12": (2, "p"), "AT13": (3, "e"), "BE10": 4})

    response = answer(client)

    page = text_of(response)
    assert "3 figures have a flag: e estimated (2), p provisional (1)." in page
    assert '1.0 <abbr title="estimated">e</abbr>' in response.content.decode()
    assert map_file(client, "json").json()["AT11"][1] == "Austria · 1.0 % (estimated)"


def test_every_map_names_its_source(client):
    jobs()

    for name in ("index", "embed"):
        page = text_of(answer(client, name))

        assert "Source: Eurostat, tgs1, 2020. As of 1 May 2026." in page
        assert "Made with Natural Earth." in page


def test_the_newest_year_is_shown_unasked(client):
    jobs()
    stored("jobs", dict.fromkeys(TEN, 50), year=2010)

    assert (board(client).year, board(client, year=2010).year) == ("2020", "2010")


def test_years_with_few_figures_cannot_be_chosen(client):
    jobs()
    stored("jobs", {"ES51": 50}, year=2021)

    response = answer(client, indicator="jobs", year=2021)

    assert response.context["board"].year == "2020"
    assert "Too few regions have a figure of 2021, so the newest ones are shown." in text_of(
        response
    )


def test_figures_are_read_again_once_they_are_revised(client):
    indicator = jobs()
    before = board(client).highest[0].value

    IndicatorValue.objects.filter(value=10).update(value=99)
    kept = board(client).highest[0].value
    Indicator.objects.filter(pk=indicator.pk).update(revised_at=datetime(2026, 6, 1, tzinfo=UTC))

    assert (before, kept, board(client).highest[0].value) == (10, 10, 99)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"indicator": "nothing"}, "Show: "),
        ({"year": "<1900>"}, "Too few regions have a figure of &lt;1900&gt;"),
        ({"classes": "many"}, "Classes: "),
        ({"country": "QQ"}, "Country: "),
        ({"typology": "nice"}, "Kind of region: "),
        ({"category": "rich"}, "Category of development: "),
        ({"like": "Nowhere at all"}, "No region has the name or code “Nowhere at all”."),
        ({"like": "ES"}, "Spain is no NUTS 2 region, and only those are compared."),
        ({"like": "AT11"}, "Burgenland has too few figures to be compared."),
        ({"like": "x" * 500}, "Regions like: "),
    ],
)
def test_what_is_wrong_is_said_and_left_out(client, indexed, parameters, words):
    jobs()
    indexed()

    response = answer(client, **parameters)

    assert response.status_code == 200
    assert words in text_of(response)
    assert len(response.context["problems"]) == 1
    assert response.context["board"].choice.parameters() == {
        "indicator": "jobs",
        "year": 2020,
    } | ({} if "indicator" in parameters else {"points": 1})


@pytest.mark.parametrize("parameters", [{"page": "99"}, {"page": "x"}, {"utm": "x"}, {"year": ""}])
def test_what_does_not_matter_is_passed_over(client, parameters):
    jobs()

    response = answer(client, **parameters)

    assert response.status_code == 200
    assert response.context["problems"] == []


def test_null_bytes_do_no_harm(client, indexed):
    jobs()
    indexed()

    assert answer(client, like="\0", country="ES\0").status_code == 200


def test_a_country_is_zoomed_to_and_the_others_stand_back(client):
    jobs()

    response = answer(client, country="ES")

    shown = response.context["board"]
    assert codes(shown.highest) == ["ES61", "ES51", "ES12", "ES11"]
    assert (shown.classes[0].text, shown.classes[0].count) == ("1.0 – 3.0", 0)
    assert (styles(shown)["AT11"], styles(shown)["ES61"]) == ("other", "q3")
    assert shown.view_box == geometry.view_of(
        code for code in geometry.shapes() if code[:2] == "ES" and code != "ES70"
    )
    assert f'viewBox="{shown.view_box}"' in response.content.decode()


def test_lines_and_points_look_the_same_when_zoomed(client, indexed):
    make_practice(region=Region.objects.get(code="ES51"))
    indexed()
    jobs()

    near, far = board(client, country="ES"), board(client)

    assert (near.lines["region"], far.lines["region"]) == ("0.21", "0.70")
    assert (near.circles[0][2], far.circles[0][2]) == ("1.8", "6.0")


def test_only_regions_of_a_category(client):
    jobs()
    Region.objects.update(category="more")
    Region.objects.filter(code__in=["ES61", "ITI1"]).update(category="less")

    assert codes(board(client, category="less").rows) == ["ES61", "ITI1"]


@pytest.mark.parametrize("kind", ["urban", "rural", "coastal", "border"])
def test_only_regions_of_a_kind(client, kind):
    jobs(position=1)
    stored(
        f"{kind}-share",
        {"AT11": 50, "AT12": 49.9, "AT13": 80},
        group=Indicator.Group.STRUCTURAL,
        position=2,
    )

    assert codes(board(client, typology=kind).rows) == ["AT11", "AT13"]


def test_what_tells_no_region_from_another_is_not_asked(client):
    jobs()
    Region.objects.update(category="")

    without = answer(client).content.decode()
    Region.objects.filter(code="ES61").update(category="less")
    stored("rural-share", {"ES61": 80}, group=Indicator.Group.STRUCTURAL)
    both = answer(client)

    assert [name in without for name in ("id_typology", "id_category")] == [False, False]
    fields = both.context["form"].fields
    assert [value for value, _label in fields["typology"].choices] == ["", "rural"]
    assert [value for value, _label in fields["category"].choices] == ["", "less"]


def alike(code, *others):
    for rank, other in enumerate(others, start=1):
        SimilarRegion.objects.create(
            region=Region.objects.get(code=code),
            other=Region.objects.get(code=other),
            rank=rank,
            distance=0.1,
            coverage=1,
        )


@pytest.mark.parametrize("text", ["ES51", "es51", "Cataluña", "ES511", " ES51 "])
def test_only_regions_like_one(client, indexed, text):
    jobs()
    alike("ES51", "ITI1", "PT15")
    Region.objects.get(code="ES51").save()
    indexed()

    response = answer(client, like=text)

    shown = response.context["board"]
    assert codes(shown.rows) == ["ES51", "ITI1", "PT15"]
    assert shown.here == "ES51"
    assert "Regions like Cataluña" in text_of(response)


def test_regions_like_one_are_the_nearest_thirty(client, indexed):
    jobs()
    alike("ES51", "ITI1")
    SimilarRegion.objects.create(
        region=Region.objects.get(code="ES51"),
        other=Region.objects.get(code="AT11"),
        rank=31,
        distance=0.5,
        coverage=1,
    )
    indexed()

    assert codes(board(client, like="ES51").rows) == ["ES51", "ITI1"]


def test_filters_work_together_and_can_be_taken_away(client):
    jobs()
    Region.objects.update(category="more")
    Region.objects.filter(code__in=["ES61", "ITI1"]).update(category="less")

    response = answer(client, indicator="jobs", country="ES", category="less", page=2, sort="name")

    assert codes(response.context["board"].rows) == ["ES61"]
    assert response.context["chips"] == [
        ("Spain", "?indicator=jobs&category=less&sort=name"),
        ("Less developed", "?indicator=jobs&country=ES&sort=name"),
    ]


def test_when_no_region_is_like_this_the_page_says_so(client):
    jobs()

    response = answer(client, category="less", country="AT")

    assert "No region is like this" in text_of(response)
    assert map_file(client, "svg", category="less", country="AT").status_code == 200


def test_points_show_where_practices_are_unless_they_are_not_wanted(client, indexed):
    make_practice(region=Region.objects.get(code="ES51"))
    indexed()
    jobs()

    unasked, wanted = board(client), board(client, indicator="jobs", points="on")
    not_wanted = board(client, indicator="jobs")

    assert [len(each.points) for each in (unasked, wanted, not_wanted)] == [1, 1, 0]
    assert map_file(client, "json").json()["ES51"][1] == "Spain · 7.0 % · 1 practice"


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("-value", ["ITI1", "FI1B", "ES61"]),
        ("value", ["AT11", "AT12", "AT13"]),
        ("name", ["ITF1", "TR62", "NO09"]),
        ("-practices", ["AT12", "AL01", "AL02"]),
        ("country", ["AL01", "AL02", "AL03"]),
        ("wrong", ["ITI1", "FI1B", "ES61"]),
    ],
)
def test_the_table_is_sorted_as_asked(client, indexed, sort, first):
    make_practice(region=Region.objects.get(code="AT12"))
    indexed()
    jobs()

    assert codes(answer(client, sort=sort).context["page"])[:3] == first


def test_the_heads_of_the_table_say_the_order_and_turn_it_round(client):
    jobs()

    page = answer(client, country="ES", page=1, sort="-value").content.decode()

    assert '<th scope="col" class="number" aria-sort="descending">' in page
    assert page.count("aria-sort") == 1
    assert 'href="?country=ES&amp;sort=value#table"' in page
    assert 'href="?country=ES&amp;sort=name#table"' in page
    assert 'href="?country=ES&amp;sort=-practices#table"' in page


def test_the_table_has_all_regions_on_several_pages(client):
    jobs()

    first = answer(client).context["page"]
    last = answer(client, page=first.paginator.num_pages).context["page"]

    assert (len(first), first.paginator.count) == (50, 367)
    assert len(last) == 17


def test_every_shape_is_a_link_that_the_keyboard_passes_by_without_a_script(client):
    jobs()

    page = answer(client).content.decode()

    shapes = re.findall(r'<a href="/regions/(\w+)/" tabindex="-1"><use href="[^"]*#(\w+)"/>', page)
    assert len(shapes) == 316
    assert all(link == shape for link, shape in shapes)
    assert 'aria-hidden="true" aria-label="Map of the regions.' in page


def test_without_figures_there_are_land_and_regions_all_the_same(client, indexed):
    make_practice(region=Region.objects.get(code="ES51"))
    indexed()

    response = answer(client, sort="-practices")

    shown = response.context["board"]
    assert response.context["form"] is None
    assert [style for style, _codes in shown.groups] == ["land"]
    assert len(shown.points) == 1
    assert codes(response.context["page"])[0] == "ES51"
    assert "no figure" not in text_of(response)
    assert map_file(client, "json").json()["ES51"] == ["Cataluña", "Spain · 1 practice"]


@pytest.mark.parametrize("number", [1, 40])
def test_queries_do_not_grow_with_indicators(client, django_assert_num_queries, number):
    for each in range(number):
        stored(f"jobs-{each}", {"ES51": 1, "AT11": 2})

    with django_assert_num_queries(4):
        answer(client)
    with django_assert_num_queries(3):
        answer(client, country="ES")


def test_the_table_for_other_programmes(client):
    stored("jobs", {"AT11": (1.234, "e"), "ES51": 2}, decimals=1)

    Region.objects.update(category="more")

    response = map_file(client, "csv", country="AT")

    lines = response.content.decode("utf-8-sig").splitlines()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="jobs-2020.csv"'
    assert lines[:3] == [
        "code,nuts_version,name,country,category,indicator,unit,source,dataset,year,value,flag,practices",
        "AT11,2024,Burgenland,AT,more,jobs,%,Eurostat,tgs1,2020,1.234,e,0",
        "AT12,2024,Niederösterreich,AT,more,jobs,%,Eurostat,tgs1,2020,,,0",
    ]
    assert len(lines) == 10


def test_a_file_is_not_sent_twice(client):
    jobs()
    tag = map_file(client, "svg")["ETag"]

    again = client.get(reverse("regions:map_file", args=["svg"]), headers={"If-None-Match": tag})
    other = client.get(
        reverse("regions:map_file", args=["svg"]), {"country": "ES"}, headers={"If-None-Match": tag}
    )

    assert (again.status_code, other.status_code) == (304, 200)


def test_other_kinds_of_file_are_not_there(client):
    assert client.get("/regions/map.pdf").status_code == 404


def test_the_permanent_link_leads_to_the_same_map(client, settings):
    jobs()
    stored("jobs", dict.fromkeys(TEN, 50), year=2010)
    query = {"indicator": "jobs", "year": 2010, "classes": "equal", "country": "ES", "points": 1}

    response = answer(client, **query, sort="name", page=1)

    link = f"{settings.SITE_URL}/regions/?{urlencode(query)}"
    assert response.context["permalink"] == link
    assert f'value="{link.replace("&", "&amp;")}"' in response.content.decode()


def test_any_site_may_frame_the_embedded_map_and_no_other_page(client):
    jobs()

    embedded, page = answer(client, "embed"), answer(client)

    assert "frame-ancestors *;" in f"{embedded['Content-Security-Policy']};"
    assert "X-Frame-Options" not in embedded
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_the_code_for_other_sites_holds_the_choice(client, settings):
    jobs(name="Jobs <b>")

    page = answer(client, indicator="jobs", country="ES").content.decode()

    assert (
        f'&lt;iframe src="{settings.SITE_URL}/regions/embed/?indicator=jobs&amp;year=2020'
        '&amp;country=ES" title="Jobs &lt;b&gt;" width="100%"'
    ) in page


def test_numbers_inside_drawings_are_the_same_in_every_language(client, indexed):
    make_practice(region=Region.objects.get(code="ES51"))
    indexed()
    jobs(decimals=1)

    page = client.get(reverse("regions:index"), headers={"Accept-Language": "de"}).content.decode()

    drawing = page[page.index('<svg class="europe') : page.index("</svg>", page.index("boxes"))]
    assert 'lang="de"' in page
    assert "1,0 – 3,0" in page
    assert not re.findall(r'="[\d.]+,\d', drawing)


def test_accents_do_not_part_names(client):
    names = codes(answer(client, sort="name").context["board"].sorted_rows())

    assert names.index("NO09") < names.index("FI20") < names.index("AT11")
