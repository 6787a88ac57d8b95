"""The pages of experts and of the secretariat: what they offer and what they do."""

import pytest
from django.urls import reverse

from ponte.assessment.models import Assessment, Score
from ponte.practices.states import move
from ponte.review import actions
from ponte.review.models import Assignment, DeclaredConflict
from tests.factories.review import (
    give_scores,
    make_expert,
    make_member,
    make_organisation,
    make_secretary,
    under_review,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(experts):
    review = under_review(author=make_member("Ann"))
    for expert in experts[:2]:
        actions.assign(review=review, expert=expert)
    return review


@pytest.fixture
def as_secretary(client):
    secretary = make_secretary()
    client.force_login(secretary)
    return client


def sheet(review, *values, **fields):
    """What the browser sends for a sheet with `values`."""
    criteria = review.rubric.criteria_for(None)
    chosen = {f"score-{each.slug}": value for each, value in zip(criteria, values, strict=True)}
    comments = {f"comment-{each.slug}": "" for each in criteria}
    return {**chosen, **comments, "remark": "", **fields}


def text_of(response):
    return response.content.decode()


def test_a_draft_is_kept_and_shown_again(client, review, experts):
    client.force_login(experts[0])

    response = client.post(review.get_absolute_url(), sheet(review, 4, "", remark="Look again"))

    assert response.status_code == 302
    assignment = review.assignments.get(expert=experts[0])
    assert assignment.state == Assignment.State.ASKED
    assert [score.value for score in assignment.assessment.scores.all()] == [4]
    assert "Look again" in text_of(client.get(review.get_absolute_url()))


def test_scores_are_handed_in(client, review, experts):
    client.force_login(experts[0])

    client.post(review.get_absolute_url(), sheet(review, 4, 3, submit="1"))

    assignment = review.assignments.get(expert=experts[0])
    assert assignment.is_scored
    assert assignment.assessment.is_submitted


def test_a_sheet_with_gaps_is_not_handed_in_and_nothing_is_lost(client, review, experts):
    client.force_login(experts[0])

    response = client.post(review.get_absolute_url(), sheet(review, 4, "", submit="1"))

    assert response.status_code == 422
    assert text_of(response).count("Choose a score.") == 1
    assert not review.assignments.get(expert=experts[0]).is_scored


def test_looking_at_the_sheet_stores_nothing(client, review, experts):
    client.force_login(experts[0])

    client.get(review.get_absolute_url())

    assert not Assessment.objects.exists()


def test_every_score_is_asked_for_and_words_are_optional(client, review, experts):
    client.force_login(experts[0])

    text = text_of(client.get(review.get_absolute_url()))

    sheet_text = text.split('id="sheet"')[1].split("</form>")[0]
    assert "Impact</legend>" in sheet_text
    assert sheet_text.count("(optional)") == 3
    assert sheet_text.count(" required") == 12


def basis_in(response):
    return text_of(response).split('name="basis" value="')[1].split('"')[0]


def test_what_another_window_kept_is_not_overwritten_but_shown(client, review, experts):
    client.force_login(experts[0])
    opened = basis_in(client.get(review.get_absolute_url()))
    first = sheet(review, 4, "", remark="Look again", basis=opened)
    first["comment-impact"] = "Clear figures."
    client.post(review.get_absolute_url(), first)

    response = client.post(review.get_absolute_url(), sheet(review, "", 2, basis=opened))

    assert response.status_code == 409
    text = text_of(response)
    assert "In the other window: 4 – Measured effect" in text
    assert "Clear figures." in text
    assert "In the other window: Look again" in text
    assert "In the other window: no score" in text
    assert [(each.value, each.comment) for each in Score.objects.all()] == [(4, "Clear figures.")]
    client.post(review.get_absolute_url(), sheet(review, 4, 2, basis=basis_in(response)))
    assert [each.value for each in Score.objects.all()] == [4, 2]


def test_the_same_page_sent_twice_is_no_conflict(client, review, experts):
    client.force_login(experts[0])
    opened = basis_in(client.get(review.get_absolute_url()))

    answers = [
        client.post(review.get_absolute_url(), sheet(review, 4, "", basis=opened)).status_code
        for _ in range(2)
    ]

    assert answers == [302, 302]


def test_handing_in_twice_says_that_the_scores_are_in(client, review, experts):
    client.force_login(experts[0])
    sent = sheet(review, 4, 3, submit="1", basis=basis_in(client.get(review.get_absolute_url())))
    client.post(review.get_absolute_url(), sent)

    response = client.post(review.get_absolute_url(), sent, follow=True)

    assert response.status_code == 200
    assert "they stay as they were handed in" in text_of(response)
    assert Score.objects.count() == 2


def test_who_is_released_while_scoring_is_told_so(client, review, experts):
    client.force_login(experts[0])
    client.get(review.get_absolute_url())
    assignment = review.assignments.get(expert=experts[0])
    actions.release(assignment=assignment, by=make_secretary(), reason="Ill.")

    response = client.post(review.get_absolute_url(), sheet(review, 4, 3, submit="1"))

    assert response.status_code == 403
    assert "Only the experts of this review and the secretariat" in text_of(response)
    assert not Score.objects.exists()


def test_scores_sent_while_the_author_is_asked_are_kept_as_a_draft(client, review, experts):
    client.force_login(experts[0])
    move(practice=review.practice, event="ask", actor=experts[1], reason="How many firms?")

    response = client.post(review.get_absolute_url(), sheet(review, 4, 3, submit="1"), follow=True)

    assert "wait for the answer" in text_of(response)
    assert [each.value for each in Score.objects.all()] == [4, 3]
    assert not review.assignments.get(expert=experts[0]).is_scored


def test_the_second_of_two_who_conclude_is_told_that_it_is_done(client, review, experts):
    for expert in experts[:2]:
        give_scores(review, expert, 4, 4)
    move(practice=review.practice, event="validate", actor=experts[1], text="Good.")
    client.force_login(experts[0])

    response = client.post(
        reverse("review:conclude", args=[review.pk]),
        {"verdict": "validate", "text": "Others can learn.", "reason": ""},
        follow=True,
    )

    assert "This step is not possible any more" in text_of(response)
    review.practice.refresh_from_db()
    assert review.practice.expert_opinion == "Good."


def test_a_score_off_the_scale_is_refused(client, review, experts):
    client.force_login(experts[0])

    response = client.post(review.get_absolute_url(), sheet(review, 9, 3, submit="1"))

    assert response.status_code == 422
    assert not Score.objects.exists()


def test_an_expert_concludes_on_the_page(client, review, experts):
    for expert in experts[:2]:
        give_scores(review, expert, 4, 4)
    client.force_login(experts[0])
    address = reverse("review:conclude", args=[review.pk])

    refused = client.post(address, {"verdict": "validate", "text": "", "reason": ""})
    client.post(address, {"verdict": "validate", "text": "Others can learn.", "reason": ""})

    assert refused.status_code == 422
    review.refresh_from_db()
    assert review.outcome == "validated"
    assert review.practice.expert_opinion == "Others can learn."


def test_declining_without_a_reason_is_refused(client, review, experts):
    for expert in experts[:2]:
        give_scores(review, expert, 0, 0)
    client.force_login(experts[0])
    address = reverse("review:conclude", args=[review.pk])

    refused = client.post(address, {"verdict": "not_select", "text": "", "reason": " "})
    client.post(address, {"verdict": "not_select", "text": "", "reason": "No results yet."})

    assert "Give a reason" in text_of(refused)
    review.refresh_from_db()
    assert review.outcome == "declined"


def test_nobody_concludes_by_the_address_before_the_scores_are_in(client, review, experts):
    client.force_login(experts[0])
    address = reverse("review:conclude", args=[review.pk])

    response = client.post(
        address, {"verdict": "validate", "text": "Good.", "reason": ""}, follow=True
    )

    assert "The scores are not all in yet." in text_of(response)
    review.practice.refresh_from_db()
    assert review.practice.state == "expert_review"


def test_an_expert_asks_the_author_on_the_page(client, review, experts):
    client.force_login(experts[0])

    client.post(reverse("review:ask", args=[review.pk]), {"reason": "How many firms?"})

    review.practice.refresh_from_db()
    assert review.practice.state == "expert_info_requested"
    assert "waits for the author" not in text_of(client.get(review.get_absolute_url()))
    assert 'id="sheet"' not in text_of(client.get(review.get_absolute_url()))


def test_an_expert_hands_back_on_the_page(client, review, experts):
    client.force_login(experts[0])

    refused = client.post(reverse("review:hand_back", args=[review.pk]), {"reason": ""})
    client.post(reverse("review:hand_back", args=[review.pk]), {"reason": "On leave."})

    assert refused.status_code == 422
    assert review.assignments.get(expert=experts[0]).state == Assignment.State.HANDED_BACK
    assert review.assignments.get(expert=experts[2]).state == Assignment.State.ASKED


def test_the_lists_of_an_expert(client, review, experts):
    client.force_login(experts[0])
    assert f"Score “{review.practice.title}”" in text_of(client.get("/review/"))

    for expert in experts[:2]:
        give_scores(review, expert, 4, 4)

    assert f"Conclude the review of “{review.practice.title}”" in text_of(client.get("/review/"))
    client.force_login(experts[1])
    assert "Conclude the review" not in text_of(client.get("/review/"))
    client.force_login(experts[2])
    assert "Nothing is asked of you" in text_of(client.get("/review/"))


def test_the_list_of_the_secretariat_does_not_ask_more_for_more(
    as_secretary, experts, django_assert_num_queries
):
    under_review()
    with django_assert_num_queries(QUERIES_OF_LIST):
        as_secretary.get("/review/")
    for _ in range(4):
        review = under_review()
        actions.assign(review=review, expert=experts[0])

    with django_assert_num_queries(QUERIES_OF_LIST):
        as_secretary.get("/review/")


QUERIES_OF_LIST = 13


def test_the_secretariat_agrees_to_the_proposal(as_secretary, experts):
    review = under_review()
    page = text_of(as_secretary.get(reverse("review:assign")))
    assert "2 reviews would be assigned." in page
    assert Assignment.objects.count() == 0
    proposal = page.split('name="proposal" value="')[1].split('"')[0]

    as_secretary.post(reverse("review:assign"), {"proposal": proposal})

    assert review.assignments.count() == 2


def test_an_outdated_proposal_is_shown_anew(as_secretary, experts):
    under_review()

    response = as_secretary.post(reverse("review:assign"), {"proposal": "old"}, follow=True)

    assert "Something has changed" in text_of(response)
    assert Assignment.objects.count() == 0


def test_the_page_says_what_could_not_be_assigned_and_why(as_secretary):
    make_expert(languages=["fr"])
    under_review(language="fi")

    text = text_of(as_secretary.get(reverse("review:assign")))

    assert "2 experts missing" in text
    assert "1 expert: does not state the language" in text


def test_the_secretariat_asks_by_hand(as_secretary, experts):
    review = under_review(author=experts[0])
    text = text_of(as_secretary.get(review.get_absolute_url()))
    assert "conflict of interest" in text
    address = reverse("review:choose_expert", args=[review.pk])

    refused = as_secretary.post(address, {"expert": experts[0].pk})
    as_secretary.post(address, {"expert": experts[1].pk})

    assert refused.status_code == 422
    assert [each.expert for each in review.assignments.all()] == [experts[1]]


def test_the_secretariat_releases_an_expert_with_a_reason(as_secretary, review):
    assignment = review.assignments.first()
    address = reverse("review:release", args=[review.pk, assignment.pk])

    as_secretary.post(address, {"reason": ""})
    assert review.assignments.acting().count() == 2
    as_secretary.post(address, {"reason": "Ill."})

    assert review.assignments.acting().count() == 1


def test_the_conflict_check_names_every_expert_to_the_secretariat(as_secretary, experts):
    experts[0].organisation = make_organisation("Town of Reus")
    experts[0].save()
    practice = under_review(institution_name="Town of Reus").practice

    by_address = as_secretary.get(
        "/review/conflicts/", {"practice": f"https://x.eu/practices/{practice.slug}/"}
    )
    by_title = as_secretary.get("/review/conflicts/", {"practice": practice.title})

    for response in (by_address, by_title):
        text = text_of(response)
        assert "organisation: Town of Reus" in text
        assert [name for name in ("Ada", "Ben", "Cyd") if f"{name} Test</th>" in text] == [
            "Ada",
            "Ben",
            "Cyd",
        ]


def test_the_secretariat_is_offered_what_is_under_review(client, experts):
    practice = under_review().practice
    option = f'<option value="{practice.slug}">'
    client.force_login(make_secretary())
    for_secretariat = text_of(client.get("/review/conflicts/"))
    client.force_login(experts[0])

    assert option in for_secretariat
    assert option not in text_of(client.get("/review/conflicts/"))


def test_an_expert_checks_only_oneself(client, experts):
    practice = under_review(author=experts[1]).practice
    client.force_login(experts[0])

    text = text_of(client.get("/review/conflicts/", {"practice": practice.slug}))

    assert "Ada Test</th>" in text
    assert "Ben Test</th>" not in text


def test_an_unknown_practice_is_said_to_be_unknown(as_secretary):
    text = text_of(as_secretary.get("/review/conflicts/", {"practice": "Nothing like it"}))

    assert "No practice has this address or title." in text


def test_an_expert_declares_and_withdraws(client, experts):
    organisation, practice = make_organisation("Town of Reus"), under_review().practice
    client.force_login(experts[0])
    for about in ("town of reus", practice.title, f"/people/{experts[1].handle}/"):
        client.post("/review/conflicts/", {"about": about, "reason": "Friends."})

    declared = DeclaredConflict.objects.order_by("pk")
    assert [each.organisation or each.practice or each.member for each in declared] == [
        organisation,
        practice,
        experts[1],
    ]
    client.post(reverse("review:withdraw_conflict", args=[declared[0].pk]))
    assert DeclaredConflict.objects.count() == 2


@pytest.mark.parametrize("about", ["Nothing like it", "/people/", "/practices/", ""])
def test_what_is_not_here_cannot_be_declared(client, experts, about):
    client.force_login(experts[0])

    response = client.post("/review/conflicts/", {"about": about, "reason": "Friends."})

    assert response.status_code == 422
    assert DeclaredConflict.objects.count() == 0


def test_nobody_withdraws_for_somebody_else(client, experts):
    declared = DeclaredConflict.objects.create(
        expert=experts[0], member=experts[1], reason="Friends."
    )
    client.force_login(experts[1])

    response = client.post(reverse("review:withdraw_conflict", args=[declared.pk]))

    assert response.status_code == 404
    assert DeclaredConflict.objects.count() == 1
