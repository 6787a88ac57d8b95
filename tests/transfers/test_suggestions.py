"""What the platform knows about a practice and two regions."""

import pytest
from django.utils import timezone

from ponte.assessment.models import Assessment, Rubric
from ponte.regions.models import Region
from ponte.transfers import words
from ponte.transfers.suggestions import LIKENESSES, RELEVANCES, step, suggest
from tests.factories.community import make_member, make_organisation
from tests.factories.likeness import make_structure
from tests.factories.projects import make_partner, make_project
from tests.factories.transfers import make_officer, make_transfer, travelling

pytestmark = pytest.mark.django_db


def region(code):
    return Region.objects.get(code=code)


def test_without_data_only_the_evidence_is_known():
    assert suggest(make_transfer()) == {"evidence": {"kind": "evidence", "support": -1, "grade": 0}}


@pytest.mark.parametrize(
    ("value", "steps", "support"),
    [
        (100, LIKENESSES, 2),
        (85, LIKENESSES, 2),
        (84, LIKENESSES, 1),
        (55, LIKENESSES, 0),
        (0, LIKENESSES, -1),
        (1.0, RELEVANCES, 2),
        (0.39, RELEVANCES, -1),
        (0.0, RELEVANCES, -2),
    ],
)
def test_thresholds(value, steps, support):
    assert step(value, steps) == support


def test_likeness_is_told_by_theme_with_its_source():
    differing = {"AT11": (), "ES43": ("tertiary", "urban-share", "rural-share"), "DE25": ()}
    make_structure(differing, revised_at=None)
    transfer = make_transfer(travelling(region=region("ES43")), region="AT11")

    found = suggest(transfer)

    assert found["economy"] == {
        "kind": "likeness",
        "support": 2,
        "likeness": 100,
        "themes": ["sectors"],
        "source": "Eurostat, tgs1",
    }
    assert (found["education"]["likeness"], found["education"]["support"]) == (0, -1)
    assert (found["settlement"]["likeness"], found["settlement"]["support"]) == (50, -1)


def test_what_members_of_the_region_judged_counts_when_it_was_handed_in():
    practice = travelling()
    rubric = Rubric.objects.named("smarty")
    for value, is_sent in ((5, True), (3, True), (0, False)):
        assessment = Assessment.objects.create(
            practice=practice,
            region=region("SI03"),
            assessor=make_member(),
            rubric=rubric,
            submitted_at=timezone.now() if is_sent else None,
        )
        criterion = rubric.criteria.get(slug="relevance")
        assessment.scores.create(criterion=criterion, value=value)

    found = suggest(make_transfer(practice))["need"]

    assert found == {
        "kind": "relevance",
        "support": 2,
        "mean": 4.0,
        "highest": 5,
        "number": 2,
    }
    assert words.told(found).because == ("2 members of your region gave it 4.0 of 5 for relevance.")


@pytest.mark.parametrize(
    ("scope", "kind", "support"),
    [
        ("regional", "regional", 1),
        ("national", "regional", -1),
        ("regional", "research", None),
    ],
)
def test_the_level_of_an_authority_is_compared_with_the_practices(scope, kind, support):
    officer = make_officer(organisation=make_organisation(region="SI03", type=kind))

    found = suggest(make_transfer(travelling(scope=scope), by=officer))["competence"]

    assert found["support"] == support
    assert (words.told(found).support == "") is (support is None)


def test_the_same_country_has_the_same_law():
    transfer = make_transfer(region="FI1C", by=make_officer("FI1C"))

    assert suggest(transfer)["legal"] == {"kind": "country", "support": 1, "country": "FI"}


def test_partners_of_the_region_in_the_practices_project_are_named():
    project = make_project(acronym="BRIDGES")
    make_partner(project, name="Agency of Celje", region=region("SI034"))
    make_partner(project, name="Agency of Wien", region=region("AT13"))

    found = suggest(make_transfer(travelling(project=project)))["partners"]

    assert (found["names"], found["support"]) == (["Agency of Celje"], 1)
    assert words.told(found).because == (
        "From your region took part in BRIDGES, which found the practice: Agency of Celje."
    )


@pytest.mark.parametrize(
    ("results", "support"),
    [
        (["worked"], 1),
        (["worked", "worked"], 2),
        (["worked", "partly"], 1),
        (["worked", "failed"], 0),
        (["failed"], -1),
        (["failed", "failed"], -2),
        (["partly"], 0),
    ],
)
def test_trials_elsewhere_speak_for_or_against_it(results, support):
    practice = travelling()
    for code, result in zip(("AT11", "ES51", "ITI1"), results, strict=False):
        practice.adoptions.create(
            region=region(code), reporter=make_member(), year=2024, result=result, outcome="So."
        )
    practice.refresh_from_db()

    assert suggest(make_transfer(practice))["essentials"]["support"] == support


def test_what_it_takes_is_told_without_a_judgement():
    found = suggest(make_transfer(travelling(resources_needed="Two advisers.")))["funding"]

    assert found == {"kind": "resources", "support": None, "text": "Two advisers."}
    assert words.told(found) == (
        "",
        "Where it comes from it takes: Two advisers.",
        "The record of the practice",
    )


def test_a_kind_that_nobody_knows_any_more_is_passed_over():
    assert words.told({"kind": "horoscope", "support": 2}) is None
    assert words.told({}) is None


@pytest.mark.parametrize(
    ("support", "written"), [(2, "+2"), (0, "0"), (-1, "\N{MINUS SIGN}1"), (None, "?")]
)
def test_supports_are_written_with_their_sign(support, written):
    assert words.signed(support) == written
