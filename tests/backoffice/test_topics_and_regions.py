import csv
import io

import pytest

from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.backoffice.pages import address, filled_in, listed, messages
from tests.factories.practices import make_practice


def region(code):
    return Region.objects.get(code=code)


def export(office, url, **query):
    response = office.get(url, {"export": "csv", **query})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(("words", "rows"), [("smart", 1), ("energy", 3)])
def test_the_list_of_topics_costs_the_same(office, words, rows, django_assert_num_queries):
    office.get("/admin/topics/")

    with django_assert_num_queries(10):
        response = office.get("/admin/topics/", {"q": words})

    assert len(listed(response)) >= rows


def test_topics_are_filtered_by_period_and_hub(office):
    hub = Topic.objects.get(slug="connected")

    response = office.get("/admin/topics/", {"parent": hub.pk, "period": "2021-2027"})

    assert [topic.code for topic in listed(response)] == ["RSO3.1", "RSO3.2"]


def test_a_topic_keeps_code_and_slug(office):
    topic = Topic.objects.get(code="RSO1.1")
    page = office.get(address(Topic, "edit", topic.pk))

    office.post(
        address(Topic, "edit", topic.pk),
        filled_in(page, name="Research", code="CHANGED", slug="changed"),
    )

    topic.refresh_from_db()
    assert (topic.name, topic.code, topic.slug) == ("Research", "RSO1.1", "rso1-1")


def test_a_topic_in_use_is_not_deleted_and_a_free_one_is(office):
    used, free = Topic.objects.get(code="RSO4.6"), Topic.objects.get(code="RSO3.1")
    make_practice(topics=[used])

    response = office.post(address(Topic, "delete", used.pk), follow=True)
    office.post(address(Topic, "delete", free.pk))

    assert messages(response) == [f"“{used}” cannot be deleted: other records refer to it."]
    assert list(Topic.objects.filter(code__in=["RSO4.6", "RSO3.1"])) == [used]


def test_bulk_deletion_leaves_what_is_in_use(office):
    used, free = Topic.objects.get(code="RSO4.6"), Topic.objects.get(code="RSO3.1")
    make_practice(topics=[used])
    query = {"id": [used.pk, free.pk], "next": "/admin/topics/"}

    office.post("/admin/bulk/topics/topic/delete/", query_params=query)

    assert list(Topic.objects.filter(pk__in=query["id"])) == [used]


def test_topics_are_exported(office):
    rows = export(office, "/admin/topics/", q="RSO3.1")

    assert [(row["code"], row["period"]) for row in rows] == [("RSO3.1", "2021-2027")]


@pytest.mark.parametrize(("words", "rows"), [("ES51", 5), ("Toscana", 1)])
def test_the_list_of_regions_costs_the_same(office, words, rows, django_assert_num_queries):
    office.get("/admin/regions/")

    with django_assert_num_queries(10):
        response = office.get("/admin/regions/", {"q": words})

    assert len(listed(response)) == rows


def test_regions_are_filtered_by_country_and_level(office):
    response = office.get("/admin/regions/", {"country": region("SI").pk, "level": "2"})

    assert [each.code for each in listed(response)] == ["SI03", "SI04", "SIZZ"]


def test_a_region_keeps_its_code_and_place(office):
    page = office.get(address(Region, "edit", region("ES51").pk))

    office.post(
        address(Region, "edit", region("ES51").pk),
        filled_in(page, name="Catalunya", code="ES99", level="1", nuts_version="2030"),
    )

    kept = region("ES51")
    assert (kept.name, kept.level, kept.nuts_version) == ("Catalunya", 2, "2024")
    assert kept.parent == region("ES5")


def test_an_outline_taken_away_lends_the_one_above(office):
    catalonia = region("ES51")
    assert catalonia.portrait == catalonia
    page = office.get(address(Region, "edit", catalonia.pk))

    office.post(address(Region, "edit", catalonia.pk), filled_in(page, outline=""))

    above = region("ES5").portrait
    assert region("ES51").portrait == above
    assert {each.portrait for each in Region.objects.filter(code__startswith="ES51")} == {above}


def test_a_region_added_shows_the_outline_above_it(office):
    page = office.get(address(Region, "add"))

    office.post(
        address(Region, "add"),
        filled_in(
            page, name="New", code="ES519", nuts_version="2030", level="3", parent=region("ES51").pk
        ),
    )

    assert region("ES519").portrait == region("ES51").portrait


def test_a_region_in_use_is_not_deleted(office):
    make_practice(region=region("MT001"))

    response = office.post(address(Region, "delete", region("MT001").pk), follow=True)

    assert messages(response) == ["“Malta (MT001)” cannot be deleted: other records refer to it."]


def test_regions_are_exported(office):
    rows = export(office, "/admin/regions/", q="FI1DA")

    assert [(row["code"], row["level"], row["name"]) for row in rows] == [
        ("FI1DA", "3", "Etelä-Savo")
    ]


def chosen(office, **query):
    response = office.get("/admin/snippets/choose/regions/region/results/", query)
    return [each.code for each in response.context["results"]]


def test_the_chooser_finds_a_region_by_code_or_words(office):
    assert chosen(office, q="fi1da") == ["FI1DA"]
    assert chosen(office, q="castilla león") == ["ES41"]
    assert chosen(office, q="kentriki makedonia") == ["EL52"]


def test_the_chooser_offers_no_region_without_a_place(office):
    assert chosen(office, q="SIZ") == []


def test_the_chooser_costs_the_same_for_any_number(office, django_assert_num_queries):
    chosen(office, q="ES51")

    for words in ("ES511", "ES51"):
        with django_assert_num_queries(5):
            chosen(office, q=words)


def test_history_and_details_open(office):
    for record in (region("ES51"), Topic.objects.get(code="RSO1.1")):
        assert office.get(address(type(record), "history", record.pk)).status_code == 200
        assert office.get(address(type(record), "inspect", record.pk)).status_code == 200
