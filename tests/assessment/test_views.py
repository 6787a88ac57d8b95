"""Judging for a region, the page of all criteria, and loading a rubric."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from ponte.assessment.actions import begin, score, submit
from ponte.assessment.models import Assessment, Rubric
from ponte.assessment.results import regions_view, score_of
from ponte.regions.models import Region
from tests.assessment.test_rubrics import TEXT
from tests.factories.community import make_member, make_organisation
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db
SCORES = {
    "score-impact": "4",
    "score-track-record": "3",
    "score-transferability": "5",
    "score-relevance": "2",
    "comment-impact": "The figures convince.",
}


@pytest.fixture
def practice():
    return make_practice(
        title="Early warning",
        region=Region.objects.get(code="ES51"),
        author=make_member(organisation=make_organisation("Agency")),
    )


def judged(practice, region, *values):
    """A handed-in assessment with these scores."""
    assessment = begin(
        practice=practice,
        assessor=make_member(),
        rubric=Rubric.objects.named("smarty"),
        region=Region.objects.get(code=region),
    )
    criteria = assessment.criteria
    score(
        assessment=assessment,
        scores={each: (value, "") for each, value in zip(criteria, values, strict=True)},
    )
    return submit(assessment=assessment)


def assess(client, practice, member, **fields):
    client.force_login(member)
    return client.post(reverse("assessment:assess", args=[practice.slug]), SCORES | fields)


def test_a_member_judges_for_their_region(client, practice):
    response = assess(client, practice, make_member(region="PL91"), submit="1")

    assessment = Assessment.objects.get()
    assert response.url == "/practices/early-warning/#regions"
    assert (assessment.region.code, assessment.is_submitted) == ("PL91", True)
    assert score_of(assessment).value == 3.5
    page = client.get(practice.get_absolute_url()).content.decode()
    assert "1 region has assessed it: 3.5 of 5." in page


def test_a_draft_may_have_gaps_and_does_not_count(client, practice):
    member = make_member(region="PL91")

    assess(client, practice, member, **{"score-impact": "", "comment-impact": ""})

    assert Assessment.objects.get().is_submitted is False
    assert regions_view(practice, Rubric.objects.named("smarty")).regions == []
    page = client.get(reverse("assessment:assess", args=[practice.slug])).content.decode()
    assert page.count(" checked") == 3


def test_a_comment_without_a_score_is_not_lost(client, practice):
    response = assess(client, practice, make_member(region="PL91"), **{"score-impact": ""})

    assert response.status_code == 422
    assert "Give a score to what you have commented on." in response.content.decode()
    assert "The figures convince." in response.content.decode()


def test_nothing_is_handed_in_with_gaps(client, practice):
    gap = {"score-impact": "", "comment-impact": "", "submit": "1"}

    response = assess(client, practice, make_member(region="PL91"), **gap)

    assert response.status_code == 422
    assert "Give a score before you hand in." in response.content.decode()
    assert Assessment.objects.get().is_submitted is False


@pytest.mark.parametrize("value", ["6", "-1", "x"])
def test_a_score_outside_the_scale_is_refused(client, practice, value):
    wrong = {"score-impact": value, "submit": "1"}

    response = assess(client, practice, make_member(region="PL91"), **wrong)

    assert response.status_code == 422
    assert Assessment.objects.get().scores.count() == 0


@pytest.mark.parametrize("region", ["ES51", "ES511", "ES", None])
def test_a_region_does_not_judge_its_own_practice(client, practice, region):
    response = assess(client, practice, make_member(region=region), submit="1")

    assert response.status_code == 403
    assert not Assessment.objects.exists()


def test_neither_authors_nor_their_colleagues_judge(client, practice):
    colleague = make_member(region="PL91", organisation=practice.author.organisation)

    assert assess(client, practice, colleague, submit="1").status_code == 403
    practice.author.region = Region.objects.get(code="PL91")
    practice.author.save()
    assert assess(client, practice, practice.author, submit="1").status_code == 403


def test_what_was_handed_in_stays(client, practice):
    member = make_member(region="PL91")
    assess(client, practice, member, submit="1")

    response = assess(client, practice, member, submit="1", **{"score-impact": "0"})

    assert response.status_code == 403
    assert score_of(Assessment.objects.get()).value == 3.5


def test_three_convinced_regions_shortlist_a_practice(practice):
    smarty = Rubric.objects.named("smarty")
    judged(practice, "PL91", 4, 4, 4, 4)
    judged(practice, "FI1D", 3, 3, 3, 3)
    two = regions_view(practice, smarty)
    judged(practice, "SI03", 2, 2, 3, 3)

    three = regions_view(practice, smarty)

    assert (two.convinced, two.is_shortlisted) == (2, False)
    assert [region.code for region, _verdict in three.regions] == ["PL91", "FI1D", "SI03"]
    assert (three.convinced, three.is_shortlisted) == (2, True)
    assert three.spread.mean == pytest.approx(19 / 6)


def test_one_criterion_below_the_floor_keeps_it_from_the_shortlist(practice):
    judged(practice, "PL91", 5, 5, 5, 5)
    judged(practice, "FI1D", 5, 5, 5, 5)
    judged(practice, "SI03", 5, 5, 5, 1)

    assert regions_view(practice, Rubric.objects.named("smarty")).is_shortlisted is False


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(practice, number, django_assert_num_queries):
    for region in ["PL91", "FI1D", "SI03"][:number]:
        judged(practice, region, 4, 4, 4, 4)
    smarty = Rubric.objects.named("smarty")

    with django_assert_num_queries(3):
        assert len(regions_view(practice, smarty).regions) == number


def test_every_criterion_and_grade_is_public(client):
    page = client.get("/criteria/").content.decode()

    for text in ("Track record", "enough: 3.0 of 5", "Independently evaluated", "must be met"):
        assert text in page


def test_the_number_of_queries_of_the_criteria_is_constant(client, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get("/criteria/")


def test_a_rubric_is_loaded_from_a_file(tmp_path, capsys):
    file = tmp_path / "ours.toml"
    file.write_text(TEXT)

    call_command("load_rubric", str(file))

    assert capsys.readouterr().out == "ours, version 1.\n"
    file.write_text("slug = 1")
    with pytest.raises(CommandError, match="A part is missing or unknown"):
        call_command("load_rubric", str(file))
