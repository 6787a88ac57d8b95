"""From what is asked to the fit of every practice, and why it is so."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ponte.matching.asking import Asked
from ponte.matching.counting import count, declaration_of, everywhere
from ponte.matching.fit import PARTS, Weights
from ponte.matching.models import Declaration
from ponte.matching.reasons import explain
from ponte.practices.judging.models import EvidenceEntry
from ponte.practices.models import Practice
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.factories.likeness import make_structure
from tests.factories.matching import make_adoption, make_declaration, make_requirements
from tests.factories.practices import make_practice

DAY = date(2026, 6, 1)
NEED = "Repair shops close and household appliances are thrown away."


def region(code):
    return Region.objects.get(code=code)


def topics(*codes):
    return list(Topic.objects.filter(code__in=codes))


def make(title, origin="HU22", codes=("RSO2.6",), **fields):
    fields = {"evidence_of_success": "", "published_at": datetime(2025, 6, 1, tzinfo=UTC), **fields}
    place = region(origin) if origin else None
    return make_practice(title=title, region=place, topics=topics(*codes), **fields)


def counted(code="AT11", **asked):
    return count(Asked(region(code), **asked), today=DAY.toordinal())


def explained(practice, code="AT11", **asked):
    found = counted(code, **asked)
    (told,) = explain(found, [found.held.holdings.place(practice.pk)])
    return told


def contributions(practice, code="AT11", **asked):
    account = explained(practice, code, **asked).account
    return {each.name: each for each in account.contributions}


@pytest.fixture(autouse=True)
def structure(db):
    """AT11, and regions of which it is known how like it they are."""
    return make_structure()


@pytest.fixture
def practice():
    return make("Repair voucher", short_summary="The city pays for the repair of appliances.")


def ranges(contribution):
    return (contribution.low, contribution.points, contribution.high)


def test_fit_of_a_practice_of_which_little_is_known_is_a_wide_range(practice):
    parts = contributions(practice)

    # sqrt(1/20) of 100 is 22, so HU22 is like AT11 in 78 of 100.
    assert ranges(parts["structure"]) == (16, 16, 16)
    assert ranges(parts["challenge"]) == (0, 15, 30)
    assert ranges(parts["priorities"]) == (0, 5, 10)
    assert ranges(parts["evidence"]) == (0, 0, 0)
    assert ranges(parts["record"]) == (0, 5, 10)
    assert ranges(parts["conditions"]) == (0, 5, 10)
    assert ranges(parts["freshness"]) == (4, 4, 4)


def change_need(practice):
    return {"need": NEED}


def change_origin(practice):
    practice.region = region("DE25")
    practice.save()


def declare_priorities(practice):
    make_declaration("AT11", priorities=["RSO2.6"])


def state_evidence(practice):
    EvidenceEntry.objects.create(
        practice=practice, measured="repairs", figure=3, unit="repairs", last_year=2025
    )


def report(practice):
    make_adoption(practice, "AT12", "failed")


def require(practice):
    make_requirements(practice, cost=Decimal(5000), least_population=5)


def confirm(practice):
    practice.confirmed_at = datetime(2026, 5, 30, tzinfo=UTC)
    practice.save()


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("challenge", change_need),
        ("structure", change_origin),
        ("priorities", declare_priorities),
        ("evidence", state_evidence),
        ("record", report),
        ("conditions", require),
        ("freshness", confirm),
    ],
)
def test_one_input_changes_only_its_own_contribution(practice, indexed, part, change):
    indexed()
    before = explained(practice).account

    asked = change(practice) or {}

    after = explained(practice, **asked).account
    changed = {
        new.name
        for old, new in zip(before.contributions, after.contributions, strict=True)
        if old != new
    }
    assert changed == {part}
    moved = dict(zip(PARTS, after.contributions, strict=True))[part].points
    moved -= dict(zip(PARTS, before.contributions, strict=True))[part].points
    assert after.fit - before.fit == moved


def test_a_figure_of_a_region_moves_what_is_made_of_it_alone(practice, structure):
    before = contributions(practice)
    figure = structure["tertiary"].values.get(region=region("HU22"))
    figure.value = 20
    figure.save()
    structure["tertiary"].revised_at = datetime(2026, 3, 1, tzinfo=UTC)
    structure["tertiary"].save()

    after = contributions(practice)

    assert {name for name in PARTS if before[name] != after[name]} == {"structure"}


def test_the_same_asked_again_gives_the_same(practice, indexed):
    indexed()
    first, second = (explained(practice, need=NEED) for _ in range(2))

    assert first == second


def test_weights_decide_what_comes_first(indexed):
    near = make("Something near", origin="HU22")
    about = make("Repair of household appliances", origin="DE25")
    indexed()

    def titles(**points):
        found = counted(need=NEED, weights=Weights.of(points))
        return [each.practice.title for each in explain(found, found.best(2))]

    assert titles(structure=1) == [near.title, about.title]
    assert titles(challenge=1) == [about.title, near.title]


def test_what_is_at_home_or_was_tried_is_not_proposed():
    make("From here", origin="AT111")
    make("From the whole country", origin="AT")
    tried = make("Tried here")
    make_adoption(tried, "AT11", "worked")
    new = make("New")
    elsewhere = make("Tried elsewhere", origin=None)
    make_adoption(elsewhere, "AT12", "worked")

    found = counted()

    proposed = [found.key(place) for place in found.best(10)]
    assert sorted(proposed) == sorted([new.pk, elsewhere.pk])
    assert (found.total, found.at_home.sum(), found.tried.sum()) == (2, 2, 1)


def test_a_topic_narrows_what_is_proposed():
    make("Green", codes=["RSO2.6"])
    smart = make("Smart", codes=["RSO1.3"])

    found = counted(hub=Topic.objects.get(slug="smart"))

    assert [found.key(place) for place in found.best(10)] == [smart.pk]


def test_what_the_region_itself_reported_is_no_forecast(practice):
    before = contributions(practice)["record"]
    make_adoption(practice, "AT11", "failed")

    assert contributions(practice)["record"] == before


def test_declared_challenge_counts_where_nobody_asks_for_another(practice, indexed):
    make_declaration("AT11", challenge=NEED)
    indexed()

    declared, asked = contributions(practice), contributions(practice, need="Trains are late.")

    assert declared["challenge"].points > 15
    assert asked["challenge"].points < 15


def test_a_practice_the_index_does_not_have_yet_is_unknown_to_it(practice, indexed):
    indexed()
    late = make("Repair café")

    assert ranges(contributions(late, need=NEED)["challenge"]) == (0, 15, 30)
    assert contributions(practice, need=NEED)["challenge"].low > 0


def test_without_an_index_the_need_counts_neither_way(practice, settings, tmp_path):
    settings.SEARCH = {
        "BACKEND": "ponte.search.backends.tantivy.TantivyBackend",
        "PATH": tmp_path / "none",
    }

    told = explained(practice, need=NEED)

    assert ranges(told.account.contributions[0]) == (0, 15, 30)
    assert told.of_part("challenge")[0].text == (
        "The search engine cannot say what it has to do with the need."
    )


def test_everywhere_gives_each_region_what_it_gets_alone(practice):
    make_adoption(practice, "AT12", "failed")
    make_adoption(practice, "ES43", "partly")
    make_requirements(practice, competences=["energy"], least_population=15)
    make_declaration("AT11", priorities=["RSO2.1"], competences=["energy"])
    make_declaration("ES43", priorities=["RSO1.3"], competences=[])
    held = counted().held

    fit = everywhere(
        held,
        held.holdings.place(practice.pk),
        Declaration.objects.prefetch_related("priorities"),
        weights=counted().asked.weights,
        today=DAY.toordinal(),
    )

    for code in ("AT11", "AT12", "ES43", "DE25", "HU22", "FR10"):
        there = held.atlas.codes.index(code)
        assert fit.account(there) == explained(practice, code).account, code


def sentences(practice, part, **asked):
    return [each.with_source for each in explained(practice, **asked).of_part(part)]


def test_reasons_name_figures_years_and_sources(practice):
    alike, apart = sentences(practice, "structure")

    assert alike == (
        "It comes from Nyugat-Dunántúl; its likeness to yours is 78 of 100. Alike in: Population "
        "(10.0\u202f% here, 10.0\u202f% there, 2020); Density (10.0\u202f% here, "
        "10.0\u202f% there, 2020). (Eurostat, tgs1)"
    )
    assert apart == (
        "Unlike Nyugat-Dunántúl, where it comes from, in: Employment industry "
        "(10.0\u202f% here, 20.0\u202f% there, 2020). (Eurostat, tgs1)"
    )


def test_reasons_say_what_is_not_known(practice):
    unknown = [each.text for each in explained(practice).unknown]

    assert unknown == [
        "Nobody has said what the region faces.",
        "The region has not declared its priorities.",
        "No other region has reported that it tried it.",
        "Those who run it have not said: competences, money, number of people, time.",
    ]


def test_a_failure_is_told_as_plainly_as_a_success(practice):
    make_adoption(practice, "AT12", "failed", outcome="Shops left after three months.", year=2025)
    make_adoption(practice, "HU22", "worked", source="https://www.example.org/report")

    told = explained(practice)

    failed, worked = told.of_part("record")
    assert failed.text == (
        "It did not work in Niederösterreich in 2025; its likeness to yours is 50 of 100. "
        "Told from there: “Shops left after three months.”"
    )
    assert worked.text.endswith("its likeness to yours is 78 of 100.")
    assert (worked.source, worked.url) == ("example.org", "https://www.example.org/report")
    assert failed in told.speaks_against
    assert worked in told.speaks_for


def test_conditions_are_told_one_by_one(practice):
    make_requirements(
        practice,
        competences=["energy", "transport"],
        least_population=15,
        cost=Decimal("20000.00"),
        months=6,
    )
    make_declaration("AT11", competences=["energy"])

    told = sentences(practice, "conditions", money=Decimal(50000), months=3)

    assert told == [
        "A competence that it needs is missing in the region: transport.",
        "It needs at least 15 people; only 10 live here (2020).",
        "It costs €20,000, and you have €50,000.",
        "It works after 6 months only; you have 3.",
    ]


def test_conditions_that_nobody_can_compare_are_named(practice):
    make_requirements(practice, cost=Decimal(5), months=2)

    told = sentences(practice, "conditions", months=2)

    assert told == [
        "It works after 2 months, and you have 2.",
        "Those who run it have not said: competences, number of people.",
        "Not known of your region: money.",
    ]


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("RSO2.6", "It is on a priority that the region has declared: "),
        ("RSO2.1", "It is on the same topic as a priority that the region has declared: "),
    ],
)
def test_priorities_are_named(practice, declared, text):
    make_declaration("AT11", priorities=[declared])

    (told,) = sentences(practice, "priorities")

    assert told == f"{text}{Topic.objects.get(code=declared).label}."


def test_a_practice_beside_all_priorities_is_told_so(practice):
    make_declaration("AT11", priorities=["RSO1.3"])

    assert sentences(practice, "priorities") == [
        "It is on none of the topics that the region has declared as priorities."
    ]


def test_evidence_is_told_with_its_best_result(practice):
    EvidenceEntry.objects.create(
        practice=practice,
        measured="repairs in a year",
        figure=3400,
        unit="repairs",
        last_year=2025,
        comparison="before",
        compared_figure=1900,
        source="https://www.example.org/",
    )
    practice = Practice.objects.get(pk=practice.pk)

    (told,) = sentences(practice, "evidence")

    assert told == (
        "Its evidence grade is “Compared”, step 3 of 5. A measured result is compared with the "
        "time before, or with a place or group without the practice. Repairs in a year: "
        "3,400 repairs, 1,900 before (2025). (example.org)"
    )


def test_reasons_cost_the_same_number_of_queries_for_any_number(
    practice, indexed, django_assert_num_queries
):
    others = [make(f"Practice {number}") for number in range(2)]
    for each in (practice, *others):
        make_adoption(each, "AT12", "failed")
        make_requirements(each, months=3)
    indexed()
    found = counted(need=NEED)

    for number in (1, 3):
        with django_assert_num_queries(8):
            explain(found, found.best(number))


def test_counting_costs_a_few_queries(practice, indexed, django_assert_num_queries):
    make_declaration("AT11", priorities=["RSO2.6"])
    indexed()
    asked = Asked(region("AT11"), need=NEED)
    count(asked, today=1)

    with django_assert_num_queries(6):
        count(asked, today=1)


def test_declaration_of_a_region_that_declared_nothing_is_none():
    assert declaration_of(region("AT11")) is None


def test_weights_asked_for_are_those_counted_with(practice):
    asked = Asked(region("AT11"))
    only = replace(asked, weights=Weights.of({"freshness": 1}))

    found = count(only, today=DAY.toordinal())

    assert found.account(0).fit == found.account(0).contributions[-1].points == 75
