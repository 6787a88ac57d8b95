"""Which practices went from where to where."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from ponte.practices.judging import actions as judging
from ponte.practices.judging.models import Adoption
from ponte.regions.models import Region
from ponte.topics.models import Topic
from ponte.transfers import flows
from ponte.transfers.flows import Choice, Flow
from ponte.transfers.models import Transfer
from ponte.transfers.picture import picture
from tests.factories.community import make_member
from tests.factories.transfers import (
    REPORT,
    adopted,
    advance,
    finish,
    make_officer,
    make_transfer,
    team_lead,
    travelling,
)

pytestmark = pytest.mark.django_db


def key(code):
    return Region.objects.get(code=code).pk


def report(practice, region, **fields):
    """A report under "Tried here" by somebody without a transfer."""
    adoption = Adoption(
        practice=practice,
        region=Region.objects.get(code=region),
        reporter=make_member(),
        **{**REPORT, **fields},
    )
    return judging.report_trial(adoption=adoption, by=adoption.reporter)


def ways(choice=Choice()):  # noqa: B008 - it is frozen
    return flows.flows(choice)


def test_transfers_and_reports_are_ways_each_once():
    practice = travelling()
    adopted(practice, region="SI03")
    report(practice, "AT11", result="failed")

    assert sorted(ways()) == sorted(
        [
            Flow(key("FI1D7"), key("SI03"), 1, 1),
            Flow(key("FI1D7"), key("AT11"), 1, 1),
        ]
    )
    assert flows.states(Choice()) == {"adopted": 1, "reported": 1}


def test_a_transfer_whose_end_was_reported_is_no_second_way():
    transfer = adopted()
    report(transfer.practice, "SI03")

    assert ways() == [Flow(key("FI1D7"), key("SI03"), 1, 1)]
    assert flows.states(Choice())["reported"] == 0


def test_what_the_team_keeps_to_itself_shows_only_its_report():
    transfer = advance(make_transfer(visibility="team"), "conclude", "plan", "begin")
    assert ways() == []

    finish(transfer)

    assert ways() == [Flow(key("FI1D7"), key("SI03"), 1, 1)]
    assert flows.states(Choice()) == {"reported": 1}


def test_what_is_under_way_has_not_arrived():
    practice = travelling()
    make_transfer(practice, visibility="public")
    other = travelling(title="Another")
    finish(advance(make_transfer(other), "conclude", "plan", "begin"))

    assert ways() == [Flow(key("FI1D7"), key("SI03"), 2, 1)]


def test_two_teams_of_a_region_with_one_practice_are_one_way():
    practice = travelling()
    for _n in range(2):
        make_transfer(practice, visibility="public", by=make_officer("SI03"))

    assert ways() == [Flow(key("FI1D7"), key("SI03"), 1, 0)]


def test_hidden_reports_and_practices_that_are_not_public_do_not_count():
    practice = travelling()
    judging.hide(about=report(practice, "AT11"), by=make_member(), reason="Advertising.")
    report(travelling(title="Draft", state="draft"), "AT11")

    assert ways() == []


def test_topic_year_and_region_narrow_it_down():
    green = travelling(title="Green", topics=[Topic.objects.get(code="RSO2.6")])
    smart = travelling(title="Smart", topics=[Topic.objects.get(code="RSO1.3")])
    report(green, "AT11", year=2023)
    report(smart, "SI034", year=2024)

    def found(**choice):
        return [hop.title for hop in flows.page_of(Choice(**choice), 1, 10).object_list]

    assert found() == ["Smart", "Green"]
    assert found(topic=Topic.objects.get(slug="green")) == ["Green"]
    assert found(year=2024) == ["Smart"]
    assert found(target=Region.objects.get(code="SI03")) == ["Smart"]
    assert found(origin=Region.objects.get(code="FI1D")) == ["Smart", "Green"]
    assert found(origin=Region.objects.get(code="AT")) == []
    assert flows.years() == [2024, 2023]


def test_rows_lead_to_the_transfer_or_to_the_report():
    practice = travelling()
    transfer = adopted(practice, region="SI03")
    other = report(practice, "AT11", result="partly")

    own, told = flows.page_of(Choice(), 1, 10).object_list

    assert (own.url, own.state_label) == (transfer.get_absolute_url(), "Adopted")
    assert told.url == f"{practice.get_absolute_url()}#tried-{other.pk}"
    assert told.state_label == "Reported: worked in part"


def test_regions_are_ranked_by_practices_given_and_taken():
    first, second = travelling(), travelling(title="Another")
    for practice, region in ((first, "SI03"), (first, "AT11"), (second, "SI03")):
        report(practice, region)

    ranking = flows.ranking(flows.flows(Choice()))

    assert [(region.code, number) for region, number in ranking.givers] == [("FI1D7", 3)]
    assert [(region.code, number) for region, number in ranking.takers] == [
        ("SI03", 2),
        ("AT11", 1),
    ]


def test_the_picture_shows_ways_between_places_on_the_map():
    report(travelling(), "SI03")
    report(travelling(title="Nowhere", region=None), "SI03")
    report(travelling(title="From a region of none"), "ATZZ")

    drawn = picture(flows.ranking(flows.flows(Choice())))

    (arc,) = drawn.arcs
    assert (arc.title, arc.has_arrived) == ("Lappi → Vzhodna Slovenija: 1 practice", True)
    assert [(spot.title, spot.gives) for spot in drawn.spots] == [
        ("Lappi", True),
        ("Vzhodna Slovenija", False),
    ]
    assert [label.text for label in drawn.wide_labels] == ["Lappi", "Vzhodna Slovenija"]
    assert drawn.left_out == 1


# The page


def test_the_page_has_map_lists_and_table(client):
    transfer = adopted()

    page = client.get(reverse("transfers:index"))

    text = page.content.decode()
    assert page.status_code == 200
    assert text.count('class="way"') == 2  # one on the map, one in the legend
    assert "Regions that give" in text
    assert transfer.get_absolute_url() in text


def test_a_page_without_anything_says_so(client):
    text = client.get(reverse("transfers:index")).content.decode()

    assert "Nothing to show here yet" in text
    assert '<svg class="transfer-map"' not in text


def test_unknown_filters_are_dropped(client):
    adopted()

    page = client.get(reverse("transfers:index"), {"topic": "magic", "year": "soon", "page": "x"})

    assert page.status_code == 200
    assert page.context["choice"] == Choice()


def test_empty_fields_of_the_form_make_no_address(client):
    page = client.get(reverse("transfers:index"), {"topic": "", "year": "2024"})

    assert page.url == "/transfers/?year=2024"


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_as_many_queries_for_one_way_as_for_three(
    client, django_assert_num_queries, number
):
    practice = travelling()
    for region in ("SI03", "AT11", "ES51")[:number]:
        adopted(practice, region=region)
    report(practice, "HU22")
    client.get(reverse("transfers:index"))

    with django_assert_num_queries(12):
        client.get(reverse("transfers:index"))


def test_the_file_has_every_way_of_the_filters(client):
    practice = travelling()
    transfer = adopted(practice)
    report(practice, "AT11", year=2020, organisation_name="Burgenland")
    Transfer.objects.filter(pk=transfer.pk).update(is_demonstration=True)

    def rows(**query):
        answer = client.get(reverse("transfers:table"), query)
        return list(csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig"))))

    own, told = rows()
    assert (own["target_code"], own["state"], own["result"]) == ("SI03", "adopted", "worked")
    assert (own["organisation"], own["demonstration"]) == (
        team_lead(transfer).organisation.name_en,
        "true",
    )
    assert (told["origin_code"], told["target"], told["state"]) == (
        "FI1D7",
        "Burgenland",
        "reported",
    )
    assert [row["target_code"] for row in rows(year=2020)] == ["AT11"]
