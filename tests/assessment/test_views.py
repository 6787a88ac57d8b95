"""Judging for a region, the page of all criteria, and loading a rubric."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from django.urls import reverse

from ponte.activity.models import Entry
from ponte.assessment.actions import begin, install, score, specification_of, submit
from ponte.assessment.models import Assessment, Rubric
from ponte.assessment.results import regions_views, score_of
from ponte.notifications.models import Notification
from ponte.practices.models import Practice
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


def judged(practice, region, *values, comment="", assessor=None, rubric=None):
    """A handed-in assessment with these scores."""
    rubric = rubric or Rubric.objects.named("smarty")
    assessment = begin(
        practice=practice,
        assessor=assessor or make_member(),
        rubric=rubric,
        region=Region.objects.get(code=region),
    )
    criteria = assessment.criteria
    score(
        assessment=assessment,
        scores={each: (value, comment) for each, value in zip(criteria, values, strict=True)},
    )
    return submit(assessment=assessment)


def view_of(practice):
    (view,) = regions_views(practice, "smarty")
    return view


def assess(client, practice, member, **fields):
    client.force_login(member)
    return client.post(reverse("assessment:assess", args=[practice.slug]), SCORES | fields)


def test_a_member_judges_for_their_region(client, practice):
    response = assess(client, practice, make_member(region="PL91"), submit="1")

    assessment = Assessment.objects.get()
    assert response.url == "/practices/early-warning/regions/"
    assert (assessment.region.code, assessment.is_submitted) == ("PL91", True)
    assert score_of(assessment).value == 3.5
    page = client.get(practice.get_absolute_url()).content.decode()
    assert "1 region has assessed it: 3.5 of 5." in page


def test_a_draft_may_have_gaps_and_does_not_count(client, practice):
    member = make_member(region="PL91")

    assess(client, practice, member, **{"score-impact": "", "comment-impact": ""})

    assert Assessment.objects.get().is_submitted is False
    assert regions_views(practice, "smarty") == []
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
    assert response.content.decode().count("Choose a score.") == 1
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("value", ["6", "-1", "x"])
def test_a_score_outside_the_scale_is_refused(client, practice, value):
    wrong = {"score-impact": value, "submit": "1"}

    response = assess(client, practice, make_member(region="PL91"), **wrong)

    assert response.status_code == 422
    assert not Assessment.objects.exists()


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

    assert response.url == "/practices/early-warning/regions/"
    assert "it stays as it is" in client.get(response.url).content.decode()
    assert score_of(Assessment.objects.get()).value == 3.5


def test_opening_the_form_stores_nothing_and_freezes_no_rubric(client, practice):
    client.force_login(make_member(region="PL91"))

    client.get(reverse("assessment:assess", args=[practice.slug]))

    assert not Assessment.objects.exists()
    assert not Rubric.objects.named("smarty").is_used


def test_every_score_is_asked_for_and_comments_are_optional(client, practice):
    client.force_login(make_member(region="PL91"))

    page = client.get(reverse("assessment:assess", args=[practice.slug])).content.decode()

    assert "Impact</legend>" in page
    assert 'Why? (Impact) <span class="optional">(optional)</span>' in page
    assert page.count("(optional)") == 4
    assert page.count('type="radio"') == page.count(" required") == 24


def test_a_draft_goes_on_by_the_version_it_was_begun_by(client, practice):
    member = make_member(region="PL91")
    assess(client, practice, member)
    former = Rubric.objects.named("smarty")
    install(replace(specification_of(former), threshold=Decimal(4)))

    assess(client, practice, member, submit="1")

    assert Assessment.objects.get().rubric == former
    assert Assessment.objects.get().is_submitted


def test_three_convinced_regions_shortlist_a_practice(practice):
    judged(practice, "PL91", 4, 4, 4, 4)
    judged(practice, "FI1D", 3, 3, 3, 3)
    two = view_of(practice)
    judged(practice, "SI03", 2, 2, 3, 3)

    three = view_of(practice)

    assert (two.convinced, two.is_shortlisted) == (2, False)
    assert [each.region.code for each in three.regions] == ["PL91", "FI1D", "SI03"]
    assert (three.convinced, three.is_shortlisted) == (2, True)
    assert three.spread.mean == pytest.approx(19 / 6)


def test_one_criterion_below_the_floor_keeps_it_from_the_shortlist(practice):
    judged(practice, "PL91", 5, 5, 5, 5)
    judged(practice, "FI1D", 5, 5, 5, 5)
    judged(practice, "SI03", 5, 5, 5, 1)

    assert view_of(practice).is_shortlisted is False


def test_mean_and_dispersion_of_a_criterion_are_over_regions_not_assessors(practice):
    judged(practice, "PL91", 5, 0, 0, 0)
    judged(practice, "PL91", 3, 0, 0, 0)
    judged(practice, "FI1D", 1, 0, 0, 0)

    impact = view_of(practice).criteria[0]

    assert impact.criterion.slug == "impact"
    assert (impact.spread.mean, impact.spread.deviation) == (2.5, 1.5)
    assert (impact.lowest, impact.highest) == (1, 4)


def test_versions_of_the_criteria_are_not_mixed(practice):
    former = Rubric.objects.named("smarty")
    judged(practice, "PL91", 5, 5, 5, 5)
    install(replace(specification_of(former), threshold=Decimal(4)))
    judged(practice, "FI1D", 3, 3, 3, 3)

    views = regions_views(practice, "smarty")

    assert [(view.rubric.version, view.spread.mean) for view in views] == [(2, 3), (1, 5)]


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(practice, number, django_assert_num_queries):
    for region in ["PL91", "FI1D", "SI03"][:number]:
        judged(practice, region, 4, 4, 4, 4)

    with django_assert_num_queries(3):
        assert len(view_of(practice).regions) == number


def page_of(client, practice, member):
    client.force_login(member)
    return client.get(reverse("assessment:regions", args=[practice.slug])).content.decode()


def test_members_read_what_regions_said_by_criterion(client, practice):
    judged(practice, "PL91", 4, 4, 4, 2, comment="Our law would not allow it.")
    judged(practice, "FI1D", 4, 4, 4, 4)

    page = page_of(client, practice, make_member())

    assert "Our law would not allow it." in page
    assert f">{Region.objects.get(code='PL91').label}</a>" in page
    row = page.split('<th scope="row">Relevance</th>')[1].split("</tr>")[0]
    assert re.findall(r">([\d.–]+)<", row) == ["3.0", "1.0", "2.0–4.0"]


def test_visitors_are_asked_to_sign_in_before_they_read_comments(client, practice):
    judged(practice, "PL91", 4, 4, 4, 4, comment="Our law would not allow it.")

    response = client.get(reverse("assessment:regions", args=[practice.slug]))

    assert response.url.startswith("/account/login/?next=")
    public = client.get(practice.get_absolute_url()).content.decode()
    assert "1 region has assessed it: 4.0 of 5." in public
    assert "Our law" not in public


def test_comments_about_a_practice_that_is_not_public_stay_with_those_on_its_way(client, practice):
    QuerySet(Practice).update(state="archived")
    address = reverse("assessment:regions", args=[practice.slug])

    client.force_login(make_member())
    stranger = client.get(address).status_code
    client.force_login(practice.author)

    assert (stranger, client.get(address).status_code) == (403, 200)


def test_a_practice_nobody_assessed_says_so(client, practice):
    assert "No region has assessed it yet." in page_of(client, practice, make_member())


def test_the_secretariat_hides_comments_with_a_reason_and_scores_keep_counting(client, practice):
    assessor = make_member()
    assessment = judged(practice, "PL91", 4, 4, 4, 4, comment="Fools!", assessor=assessor)
    client.force_login(make_member(roles=["secretariat"]))
    address = reverse("assessment:hide", args=[assessment.pk])

    refused = client.post(address, {"reason": ""})
    client.post(address, {"reason": "It insults people."})

    assert (refused.status_code, client.get(address).status_code) == (422, 403)
    page = page_of(client, practice, make_member())
    assert "Fools!" not in page
    assert "1 region has assessed it: 4.0 of 5." in page
    told = Notification.objects.get(recipient=assessor)
    assert "It insults people." in told.text
    entry = Entry.objects.about(practice).first()
    assert (entry.verb, entry.detail["reason"]) == ("hide-assessment", "It insults people.")


@pytest.mark.parametrize("roles", [[], ["expert"], ["administrator"]])
def test_nobody_else_hides_comments(client, practice, roles):
    assessment = judged(practice, "PL91", 4, 4, 4, 4, comment="Fools!")
    client.force_login(make_member(roles=roles))

    response = client.post(reverse("assessment:hide", args=[assessment.pk]), {"reason": "No."})

    assert response.status_code == 403
    assert not Assessment.objects.get().is_hidden


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
