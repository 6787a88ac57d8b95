"""Nobody learns another's score before all are in, whatever page, file or list they open."""

import re

import pytest
from django.urls import reverse

from ponte.assessment.models import Score
from ponte.core.personal import parts_about
from ponte.practices.states import move
from ponte.review import actions
from ponte.review.models import Review
from tests.factories.review import (
    give_scores,
    make_member,
    make_secretary,
    under_review,
)

pytestmark = pytest.mark.django_db

SECRET = "Far too little evidence, in my view"


@pytest.fixture
def half_scored(experts):
    """The first of two experts has scored, the worst there is, with a remark."""
    review = under_review(author=make_member("Ann"))
    for expert in experts[:2]:
        actions.assign(review=review, expert=expert)
    return give_scores(review, experts[0], 0, 1, remark=SECRET)


def pages_about(review):
    practice = review.practice
    return [
        reverse("review:detail", args=[review.pk]),
        reverse("review:index"),
        reverse("review:assign"),
        reverse("review:statistics"),
        reverse("review:conflicts") + f"?practice={practice.slug}",
        reverse("dashboard:index"),
        reverse("practices:detail", args=[practice.slug]),
        reverse("notifications:index"),
        *(
            reverse(name, args=[practice.slug])
            for name in ("practices:history", "practices:preview", "practices:check")
        ),
    ]


def gives_away(response, scorer):
    """Whether a page shows what `scorer` gave: remark, mean, a row of scores, or their name."""
    # Without the moments at which things happened: their seconds may read like a mean.
    text = re.sub(r'datetime="[^"]*"', "", response.content.decode())
    return SECRET in text or "0.50" in text or 'id="scores"' in text


@pytest.mark.parametrize("who", ["other expert", "further expert", "author", "secretariat"])
def test_no_page_shows_a_score_before_all_are_in(client, half_scored, experts, who):
    viewer = {
        "other expert": experts[1],
        "further expert": experts[2],
        "author": half_scored.practice.author,
        "secretariat": make_secretary(),
    }[who]
    client.force_login(viewer)

    for page in pages_about(half_scored):
        assert not gives_away(client.get(page), experts[0]), page


def test_an_expert_does_not_learn_who_the_other_is(client, half_scored, experts):
    client.force_login(experts[1])

    text = client.get(half_scored.get_absolute_url()).content.decode()

    assert "Ben Test" in text
    assert "Ada Test" not in text


def test_the_first_expert_sees_their_own_total_only(client, half_scored, experts):
    client.force_login(experts[0])

    text = client.get(half_scored.get_absolute_url()).content.decode()

    assert "Together: 0.50" in text
    assert 'id="scores"' not in text


def test_scores_stay_hidden_from_all_while_the_further_expert_scores(client, half_scored, experts):
    review = give_scores(half_scored, experts[1], 5, 5, remark=SECRET)

    for viewer in (*experts, make_secretary()):
        client.force_login(viewer)
        text = client.get(review.get_absolute_url()).content.decode()
        assert SECRET not in text
        assert 'id="scores"' not in text


@pytest.mark.parametrize("who", ["first", "second", "secretariat"])
def test_when_all_are_in_everybody_of_the_review_sees_all(client, half_scored, experts, who):
    review = give_scores(half_scored, experts[1], 1, 1)
    viewer = {"first": experts[0], "second": experts[1], "secretariat": make_secretary()}[who]
    client.force_login(viewer)

    text = client.get(review.get_absolute_url()).content.decode()

    assert SECRET in text
    assert "<strong>0.50</strong>" in text
    assert "<strong>1.00</strong>" in text


def test_authors_and_strangers_never_open_a_review(client, half_scored, experts):
    give_scores(half_scored, experts[1], 1, 1)

    for viewer in (half_scored.practice.author, experts[2], make_member()):
        client.force_login(viewer)
        assert client.get(half_scored.get_absolute_url()).status_code == 403


def test_what_the_site_keeps_about_the_other_expert_holds_no_score(client, half_scored, experts):
    for viewer in (experts[1], half_scored.practice.author):
        assert SECRET not in str(list(parts_about(viewer)))


def test_the_statistics_count_no_open_review(client, half_scored, experts):
    give_scores(half_scored, experts[1], 1, 1)

    text = client.get(reverse("review:statistics")).content.decode()

    assert "No practice was scored by several experts yet." in text


def test_handing_in_a_second_time_is_refused(client, half_scored, experts):
    client.force_login(experts[0])

    response = client.post(half_scored.get_absolute_url(), {"submit": "1"}, follow=True)

    assert "they stay as they were handed in" in response.content.decode()
    assert [each.value for each in Score.objects.all()] == [0, 1]


def test_after_the_end_scores_are_open_to_the_review_only(client, half_scored, experts):
    review = give_scores(half_scored, experts[1], 1, 1)
    move(practice=review.practice, event="validate", actor=experts[0], text="Worth a look.")

    page = reverse("practices:detail", args=[review.practice.slug])
    client.force_login(make_member())

    assert Review.objects.get().outcome == "validated"
    assert SECRET not in client.get(page).content.decode()
