"""Similar regions on pages: the list, the reader's own weights, the group, the reasons."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.urls import reverse

from ponte.regions import likeness
from ponte.regions.actions import compute_similarity
from ponte.regions.forms import WeightsForm
from ponte.regions.models import IndicatorValue, PeerGroup, Region, SimilarRegion
from ponte.regions.similarity.scheme import load_scheme
from ponte.regions.themes import theme_name
from tests.factories.indicators import make_figure
from tests.factories.likeness import EVERYTHING, TERRITORY, make_structure
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()


@pytest.fixture
def indicators():
    """Regions like AT11, compared: HU22, AT12, ES43, DE25 in this order."""
    found = make_structure()
    compute_similarity()
    return found


def region(code):
    return Region.objects.page(code)


def page(client, code="AT11", **parameters):
    return client.get(reverse("regions:similar", args=[code]), parameters)


def text_of(response):
    return " ".join(response.content.decode().split())


def listed(response):
    return [(match.region.code, match.likeness) for match in response.context["matches"]]


def weights(*, use=EVERYTHING, **groups):
    usual = dict.fromkeys(("demography", "territory", "education", "sectors"), "1")
    return {f"weight-{name}": weight for name, weight in (usual | groups).items()} | {"use": use}


USUAL = [("HU22", 78), ("AT12", 50), ("ES43", 29), ("DE25", 0)]


@pytest.mark.usefixtures("indicators")
def test_the_most_alike_come_first_with_their_likeness(client):
    response = page(client)

    assert response.status_code == 200
    assert listed(response) == USUAL


@pytest.mark.usefixtures("indicators")
def test_reasons_are_given_with_both_figures(client):
    response = page(client)

    first = response.context["matches"][0]
    assert [reason.indicator.code for reason in first.closest] == [
        "population",
        "density",
        "urban-share",
    ]
    assert [reason.indicator.code for reason in first.apart] == ["employment-industry"]
    assert 'Employment industry <span class="hint">10.0 % here, 20.0 % there</span>' in text_of(
        response
    )


def test_years_that_differ_and_flags_are_shown(client, indicators):
    make_figure(indicators["employment-industry"], "HU22", 2021, 20.0, flag="e")

    response = page(client)

    reason = '20.0 % <abbr title="estimated">e</abbr> there (2020, 2021)'
    assert reason in text_of(response)
    assert "<b>e</b> estimated" in text_of(response)
    assert response.context["notes"] == ("Eurostat, tgs1", ["e"])


@pytest.mark.usefixtures("indicators")
def test_only_other_countries(client):
    response = page(client, others=1)

    assert listed(response) == [("HU22", 78), ("ES43", 29), ("DE25", 0)]


@pytest.mark.usefixtures("indicators")
def test_own_weights_are_computed_at_once_and_stored_nowhere(client):
    stored = list(SimilarRegion.objects.values_list("region", "other", "rank"))

    response = page(client, **weights(education="0"))

    assert listed(response) == [("AT12", 100), ("HU22", 74), ("ES43", 42), ("DE25", 0)]
    assert "Computed with your own weights." in text_of(response)
    assert list(SimilarRegion.objects.values_list("region", "other", "rank")) == stored


@pytest.mark.usefixtures("indicators")
def test_own_weights_hold_for_other_countries_too(client):
    response = page(client, others=1, **weights(education="0"))

    assert listed(response) == [("HU22", 74), ("ES43", 42), ("DE25", 0)]


@pytest.mark.usefixtures("indicators")
def test_a_variable_may_be_left_out(client):
    used = [code for code in EVERYTHING if code != "employment-industry"]

    response = page(client, **weights(use=used))

    assert listed(response)[0] == ("HU22", 100)
    figures = {each.indicator.code: each.weight for each in response.context["figures"]}
    assert figures["employment-industry"] == 0
    assert figures["employment-trade"] == pytest.approx(25 / 4)


@pytest.mark.usefixtures("indicators")
def test_the_usual_weights_are_no_own_ones(client):
    response = page(client, **weights())

    assert response.context["own_weights"] is False
    assert listed(response) == USUAL


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"weight-territory": "-1", "use": EVERYTHING}, "greater than or equal to 0"),
        ({"weight-territory": "11", "use": EVERYTHING}, "less than or equal to 10"),
        ({"weight-territory": "nan", "use": EVERYTHING}, "Enter a number."),
        ({"weight-territory": "much", "use": EVERYTHING}, "Enter a number."),
        ({"weight-territory": "2"}, "Choose at least one figure to compare."),
        ({"use": "gdp-per-head"}, "gdp-per-head is not one of the available choices."),
        (
            weights(education="0", use="tertiary"),
            "Nothing that you chose has a weight. Give one group a weight above 0.",
        ),
    ],
)
@pytest.mark.usefixtures("indicators")
def test_weights_that_cannot_be_are_named_and_the_usual_ones_used(client, parameters, message):
    response = page(client, **parameters)

    assert message in text_of(response)
    assert listed(response) == USUAL


def test_weights_left_out_of_an_address_are_the_usual_ones():
    scheme = load_scheme()
    asked = QueryDict(mutable=True)
    asked.setlist("use", EVERYTHING)
    asked["weight-sectors"] = "2"

    form = WeightsForm(asked, scheme, {})

    assert [group.weight for group in form.chosen.groups] == [1.0, 1.0, 1.0, 2.0]


@pytest.mark.usefixtures("indicators")
def test_a_long_list_is_folded(client, monkeypatch):
    monkeypatch.setattr("ponte.regions.views.similar.FIRST", 3)

    folded = page(client)
    whole = page(client, all=1)

    assert (listed(folded), folded.context["more"]) == (USUAL[:3], 1)
    assert "Show 1 more" in text_of(folded)
    assert (listed(whole), whole.context["more"]) == (USUAL, 0)


@pytest.mark.usefixtures("indicators")
def test_a_small_region_shows_what_is_like_the_one_it_lies_in(client):
    response = page(client, "AT111")

    assert listed(response) == USUAL
    assert "Mittelburgenland lies in Burgenland" in text_of(response)


@pytest.mark.parametrize(("code", "inside"), [("AT1", ["AT11", "AT12", "AT13"]), ("EE", ["EE00"])])
@pytest.mark.usefixtures("indicators")
def test_larger_regions_are_not_compared_and_lead_to_those_inside(client, code, inside):
    response = page(client, code)

    assert [each.code for each in response.context["inside"]] == inside
    assert f'href="/regions/{inside[0]}/similar/"' in text_of(response)


def test_too_little_known_and_nothing_compared_are_told_apart(client, indicators):
    make_figure(indicators["population"], "PT20")

    hardly_known = page(client, "PT20")
    SimilarRegion.objects.all().delete()
    never_compared = page(client, "PT20")

    assert (
        "At least 60 % of what counts has to be known of both regions, and too little is known "
        "of Região Autónoma dos Açores." in text_of(hardly_known)
    )
    assert "The regions have not been compared yet." in text_of(never_compared)


def test_without_indicators_the_page_says_so(client):
    response = page(client)

    assert response.status_code == 200
    assert "The regions have not been compared yet." in text_of(response)


@pytest.mark.usefixtures("indicators")
def test_own_weights_for_a_region_without_figures(client):
    response = page(client, "PT20", **weights(education="0"))

    assert listed(response) == []


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/regions/at11/similar/", "/regions/AT11/similar/"),
        ("/regions/NL33/similar/", "/regions/NL36/similar/?was=NL33"),
    ],
)
def test_small_letters_and_retired_codes_lead_on(client, address, target):
    response = client.get(address)

    assert (response.status_code, response["Location"]) == (301, target)


@pytest.mark.parametrize("code", ["XX11", "ATZZ"])
def test_codes_without_a_place_are_not_found(client, code):
    assert page(client, code).status_code == 404


def test_what_is_compared_is_shown_with_year_weight_and_source(client, indicators):
    make_figure(indicators["density"], "AT11", 2023, 77.5, flag="b")

    response = page(client)

    density = response.context["figures"][1]
    assert (density.indicator.code, density.figure.value, density.weight) == ("density", 77.5, 12.5)
    assert (
        '77.5 <abbr title="break in time series">b</abbr></td><td>2023</td>'
        '<td class="number">12.5 %</td><td>tgs1</td>' in text_of(response)
    )


@pytest.mark.usefixtures("indicators")
def test_the_group_of_the_region_is_named_with_its_most_typical_member(client):
    typical = region("HU22")
    group = PeerGroup.objects.create(number=9, typical=typical, silhouette=0.2)
    Region.objects.filter(code__in=["AT11", "HU22", "ES43"]).update(peer_group=group)

    member, typical_page = page(client), page(client, "HU22")

    assert "Burgenland belongs to a group of 3 regions. Most typical of them:" in text_of(member)
    assert '<a href="/regions/HU22/">Nyugat-Dunántúl</a>. The groups hardly' in text_of(member)
    assert "It is the most typical of them." in text_of(typical_page)


@pytest.mark.parametrize(
    ("silhouette", "text"),
    [
        (0.5, "The groups stand clearly apart."),
        (
            0.25,
            "The groups overlap: regions at their edges might as well be in another one.",
        ),
        (
            0.249,
            "The groups hardly stand apart: many regions lie between them. Take it as a hint.",
        ),
    ],
)
def test_how_clear_the_groups_are_is_said_honestly(silhouette, text):
    assert likeness.clarity(silhouette) == text


def test_every_theme_has_a_name():
    names = [str(theme_name(code)) for code in ("demography", "sectors", "blue-economy")]

    assert names == ["Size and density", "What people work in", "Blue economy"]


def test_what_is_computed_at_once_is_what_is_stored(indicators):
    make_figure(indicators["population"], "PT20")
    compute_similarity()

    stored = likeness.of(region("AT11"), SimilarRegion.KEPT).matches

    assert likeness.computed(region("AT11"), load_scheme()) == stored


def test_figures_are_remembered_until_they_are_revised(indicators):
    scheme = load_scheme()
    known = likeness.cached_structure(scheme)
    IndicatorValue.objects.filter(region__code="HU22").delete()

    remembered = likeness.cached_structure(scheme)
    indicators["tertiary"].revised_at = datetime(2026, 2, 1, tzinfo=UTC)
    indicators["tertiary"].save()
    anew = likeness.cached_structure(scheme)

    assert remembered.codes == known.codes == ["AT11", "AT12", "DE25", "ES43", "HU22"]
    assert anew.codes == ["AT11", "AT12", "DE25", "ES43"]


def test_figures_of_no_known_revision_are_read_anew():
    make_structure(revised_at=None)
    scheme = load_scheme()
    likeness.cached_structure(scheme)
    IndicatorValue.objects.filter(region__code="HU22").delete()

    assert likeness.cached_structure(scheme).codes == ["AT11", "AT12", "DE25", "ES43"]


MANY = dict.fromkeys(("AT11", "AT12", "AT13", "AT21", "AT22", "AT31", "HU22", "ES43"), ())


@pytest.mark.parametrize("regions", [3, 8])
def test_queries_do_not_grow_with_regions(client, django_assert_num_queries, regions):
    make_structure(dict(list(MANY.items())[:regions]))
    compute_similarity()

    # Region, names, similar ones, their indicators and figures, own indicators and figures, group.
    with django_assert_num_queries(8):
        page(client)
    # Instead of the similar ones: revisions, figures and regions, then the others.
    with django_assert_num_queries(11):
        page(client, **weights(education="0"))
    with django_assert_num_queries(9):
        page(client, **weights(education="2"))


@pytest.mark.usefixtures("indicators")
def test_the_reasons_of_a_profile_cost_three_queries(django_assert_num_queries):
    asked = region("AT111")

    with django_assert_num_queries(3):
        found = likeness.of(asked)

    assert (found.asked.code, found.region.code) == ("AT111", "AT11")
    assert [other.code for other in found.regions] == ["HU22", "AT12", "ES43", "DE25"]


def test_countries_have_no_similar_regions(django_assert_num_queries):
    asked = region("AT")

    with django_assert_num_queries(0):
        found = likeness.of(asked)

    assert (found.region, found.matches) == (None, ())


@pytest.mark.usefixtures("indicators")
def test_a_profile_shows_similar_regions_and_what_they_can_teach(client):
    make_practice(title="From next door", region=region("HU221"))
    make_practice(title="From far away", region=region("FR10"))

    response = client.get("/regions/AT11/")

    shown = text_of(response)
    assert "Who is like Burgenland" in shown
    assert "Good practices from similar regions" in shown
    from_similar = shown.partition("Good practices from similar regions")[2].partition("<h2")[0]
    assert "From next door" in from_similar
    assert "From far away" not in from_similar
    assert "/regions/compare/?r=AT11&amp;r=HU22&amp;r=AT12&amp;r=ES43" in shown


@pytest.mark.usefixtures("indicators")
def test_a_profile_says_when_too_little_is_known(client):
    assert "Too little is known to compare this region with others." in text_of(
        client.get("/regions/PT20/")
    )


def test_an_indicator_that_is_gone_is_no_reason(indicators):
    for code in TERRITORY:
        indicators[code].delete()

    found = likeness.of(region("AT11")).matches[0]

    assert [reason.indicator.code for reason in found.closest] == ["population", "density"]
