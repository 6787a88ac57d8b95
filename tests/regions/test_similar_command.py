"""Similar regions: computed, stored, printed."""

import json

import pytest
from django.core.management import CommandError, call_command

from ponte.regions.actions import CannotCompare, Compared, compute_similarity
from ponte.regions.figures.shipped import INDICATORS
from ponte.regions.figures.specification import load
from ponte.regions.models import Indicator, IndicatorValue, PeerGroup, Region, SimilarRegion
from ponte.regions.similarity.scheme import Group, Scheme, Variable, load_scheme

pytestmark = pytest.mark.django_db

SCHEME = Scheme(
    (
        Group("people", (Variable("population", logged=True), Variable("age"))),
        Group("work", (Variable("farming"), Variable("industry"))),
    ),
    tail=0,
    minimum_coverage=0.5,
)
FIGURES = {  # population, age, farming, industry
    "AT11": (300_000, 22.0, 5.0, 20.0),
    "AT12": (400_000, 21.0, 5.0, 20.0),
    "HU22": (300_000, 20.0, 7.0, 28.0),
    "ES43": (1_000_000, 22.0, 11.0, 12.0),
    "DE25": (3_000_000, 12.0, 1.0, 36.0),
    "PT20": (300_000, None, None, None),
}


def make_indicators(codes, group=Indicator.Group.STRUCTURAL):
    return {code: Indicator.objects.create(code=code, name=code.title(), group=group)
            for code in codes}  # fmt: skip


def make_figure(region, indicator, value, year=2023):
    IndicatorValue.objects.create(
        region=Region.objects.get(code=region), indicator=indicator, value=value, year=year,
        nuts_version="2024",
    )  # fmt: skip


def make_figures(figures=FIGURES, codes=SCHEME.codes):
    indicators = make_indicators(codes)
    for region, values in figures.items():
        for code, value in zip(codes, values, strict=True):
            if value is not None:
                make_figure(region, indicators[code], value)


@pytest.fixture
def compared():
    make_figures()
    return compute_similarity(scheme=SCHEME)


def codes_like(code, **options):
    region = Region.objects.get(code=code)
    return [similar.other.code for similar in SimilarRegion.objects.listed(region, **options)]


def printed(capsys, *arguments, **options):
    capsys.readouterr()
    call_command("similar", *arguments, **options)
    return capsys.readouterr().out


def refused(*arguments, **options):
    with pytest.raises(CommandError) as error:
        call_command("similar", *arguments, **options)
    assert error.value.returncode == 1
    return str(error.value)


def test_the_most_alike_come_first(compared):
    assert codes_like("AT11") == ["AT12", "HU22", "ES43", "DE25"]
    assert codes_like("AT11", other_countries=True) == ["HU22", "ES43", "DE25"]
    assert codes_like("AT11", number=1, other_countries=True) == ["HU22"]


def test_pairs_hardly_known_are_not_listed(compared):
    assert compared == Compared(regions=6, listed=5, pairs=20, groups=2)
    assert codes_like("PT20") == []


def test_distance_coverage_and_reasons_are_stored(compared):
    similar = SimilarRegion.objects.get(region__code="AT11", other__code="HU22")

    assert (similar.rank, similar.coverage) == (2, 1.0)
    # Age is 2 of 10 apart, farming 2 of 10, industry 8 of 24, population not at all.
    assert similar.distance == pytest.approx((0.04 + 0.04 + 1 / 9) / 4)
    assert similar.apart == [
        {"code": "industry", "contribution": 0.027777778},
        {"code": "age", "contribution": 0.01},
    ]
    assert similar.closest == [
        {"code": "population", "contribution": 0.0},
        {"code": "farming", "contribution": 0.01},
    ]


def test_the_latest_figure_counts():
    make_figures()
    age = Indicator.objects.get(code="age")
    make_figure("HU22", age, 12.0, year=2013)
    make_figure("DE25", age, 22.0, year=2024)

    compute_similarity(scheme=SCHEME)

    near = SimilarRegion.objects.get(region__code="AT11", other__code="DE25")
    far = SimilarRegion.objects.get(region__code="AT11", other__code="HU22")
    assert {"code": "age", "contribution": 0.0} in near.closest
    assert {"code": "age", "contribution": 0.25} in far.apart


def test_computing_again_replaces_what_was_stored(compared):
    IndicatorValue.objects.filter(region__code="HU22").delete()

    compute_similarity(scheme=SCHEME)

    assert codes_like("AT11") == ["AT12", "ES43", "DE25"]
    assert SimilarRegion.objects.count() == 12


def members():
    return [
        (group.typical.code, sorted(member.code for member in group.members.all()))
        for group in PeerGroup.objects.order_by("number")
    ]


def test_peer_groups_are_stored(compared):
    silhouettes = PeerGroup.objects.values_list("silhouette", flat=True)

    assert members() == [("AT12", ["AT11", "AT12", "ES43", "HU22"]), ("DE25", ["DE25"])]
    assert len(set(silhouettes)) == 1


def test_computing_again_replaces_the_peer_groups(compared):
    IndicatorValue.objects.filter(region__code__in=["AT12", "HU22", "DE25"]).delete()

    again = compute_similarity(scheme=SCHEME)

    assert again.groups == 0
    assert members() == []
    assert Region.objects.exclude(peer_group=None).count() == 0


def test_regions_of_other_levels_are_left_out(compared):
    make_figure("AT", Indicator.objects.get(code="age"), 20.0)
    make_figure("ATZZ", Indicator.objects.get(code="age"), 20.0)

    assert compute_similarity(scheme=SCHEME) == compared


def test_only_the_nearest_are_kept_of_each_country_group(monkeypatch):
    monkeypatch.setattr(SimilarRegion, "KEPT", 1)
    make_figures()

    compute_similarity(scheme=SCHEME)

    kept = SimilarRegion.objects.filter(region__code="AT11")
    assert list(kept.values_list("rank", "other__code")) == [(1, "AT12"), (2, "HU22")]


def test_a_list_costs_one_query(compared, django_assert_num_queries):
    region = Region.objects.get(code="AT11")

    with django_assert_num_queries(1):
        found = SimilarRegion.objects.listed(region, other_countries=True)
        shown = [(each.other.label, len(each.other.portrait.outline) > 0) for each in found]

    assert shown == [
        ("Nyugat-Dunántúl", True),
        ("Extremadura", True),
        ("Mittelfranken", True),
    ]


def test_indicators_have_to_be_known():
    make_indicators(["population", "age"])

    with pytest.raises(CannotCompare) as error:
        compute_similarity(scheme=SCHEME)

    assert str(error.value) == "Similarity needs indicators that are unknown: farming, industry."


def test_performance_is_not_compared(compared):
    Indicator.objects.filter(code="age").update(group=Indicator.Group.PERFORMANCE)

    with pytest.raises(CannotCompare) as error:
        compute_similarity(scheme=SCHEME)

    assert str(error.value) == (
        "Similarity compares structure only, and these tell of performance: age."
    )
    assert SimilarRegion.objects.count() == 20


def test_the_scheme_shipped_compares_structural_indicators_that_are_shipped():
    shipped = load(INDICATORS)
    structural = {
        each.code: each.described["theme"]
        for each in shipped
        if each.described["group"] == Indicator.Group.STRUCTURAL
    }

    compared = {
        variable.code: group.code for group in load_scheme().groups for variable in group.variables
    }

    assert compared == {code: structural.get(code) for code in compared}


def test_command_computes_with_the_scheme_shipped(capsys):
    codes = load_scheme().codes
    make_figures({"AT11": [10] * len(codes), "HU22": [20] * len(codes)}, codes)

    call_command("compute_similarity")

    assert capsys.readouterr().out == "2 regions compared, 2 pairs stored for 2 of them.\n"


def test_command_says_what_is_missing():
    with pytest.raises(CommandError) as none:
        call_command("compute_similarity")
    make_indicators(load_scheme().codes)
    with pytest.raises(CommandError) as empty:
        call_command("compute_similarity")

    hint = "Import figures first: ponte import_indicators, or ponte load_figures."
    assert str(none.value) == f"There are no indicators yet. {hint}"
    assert str(empty.value) == (f"There are no structural figures of NUTS 2 regions yet. {hint}")


def test_similar_regions_are_printed(compared, capsys):
    out = printed(capsys, "at11", "--top", "1", "--other-countries")

    assert out == (
        "  1  HU22  HU  Nyugat-Dunántúl: distance 0.0478, coverage 100 %\n"
        "     closest: Population, Farming\n"
        "     apart: Industry, Age\n"
    )


def test_similar_regions_as_json(compared, capsys):
    rows = json.loads(printed(capsys, "AT11", "--json", "--other-countries"))

    assert [(row["rank"], row["code"]) for row in rows] == [(1, "HU22"), (2, "ES43"), (3, "DE25")]
    assert rows[0] == {
        "rank": 1,
        "code": "HU22",
        "name": "Nyugat-Dunántúl",
        "country": "HU",
        "distance": 0.047778,
        "coverage": 1.0,
        "closest": [
            {"code": "population", "contribution": 0.0},
            {"code": "farming", "contribution": 0.01},
        ],
        "apart": [
            {"code": "industry", "contribution": 0.027777778},
            {"code": "age", "contribution": 0.01},
        ],
    }


EASTERN_AUSTRIA = "Burgenland (AT11), Niederösterreich (AT12), Wien (AT13)"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AT19", f"There is no region with the code “AT19”. Near it: {EASTERN_AUSTRIA}."),
        ("AT1", f"Ostösterreich (AT1) is not a NUTS 2 region. Near it: {EASTERN_AUSTRIA}."),
        ("AT111", "Mittelburgenland (AT111) is not a NUTS 2 region. Near it: Burgenland (AT11)."),
        ("Wien", "There is no region with the code “Wien”. Near it: Wien (AT13)."),
        ("FR24", "There is no region with the code “FR24”. Near it: Centre — Val de Loire (FRB0)."),
        ("XX11", "There is no region with the code “XX11”."),
    ],
)
def test_an_unknown_code_is_answered_with_what_is_near(code, message):
    assert refused(code) == message


def test_a_region_hardly_known_is_told_from_nothing_compared(compared):
    assert refused("PT20") == (
        "Too few structural figures of Região Autónoma dos Açores (PT20) are known to compare it."
    )
    SimilarRegion.objects.all().delete()

    assert refused("PT20") == (
        "Nothing has been compared yet. Import figures (ponte import_indicators, or ponte "
        "load_figures), then run ponte compute_similarity."
    )


@pytest.mark.parametrize("top", [0, 31])
def test_top_is_bounded(top):
    assert refused("AT11", top=top) == "--top is a number from 1 to 30."
