"""Results, trials and questions on the page of a practice: who says what, and what follows."""

import pytest
from django.urls import reverse

from ponte import search
from ponte.activity.models import Entry
from ponte.notifications.models import Notification
from ponte.practices.filters import graded
from ponte.practices.judging import actions
from ponte.practices.judging.verbs import VERBS
from ponte.practices.models import Adoption, EvidenceEntry, EvidenceGrade, Practice, Question
from ponte.regions.models import Region
from tests.factories.community import make_member, make_organisation
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db
RESULT = {
    "measured": "Firms still in business after three years",
    "figure": "87",
    "unit": "% of firms",
    "last_year": "2024",
    "comparison": "before",
    "compared_figure": "61",
    "source": "https://example.org/report",
}
TRIAL = {
    "year": "2025",
    "adapted": "Two advisers instead of ten.",
    "cost": "12000",
    "result": "failed",
    "outcome": "Owners came too late.",
}


@pytest.fixture
def author():
    return make_member(region="ES51", first_name="Ana", last_name="Author")


@pytest.fixture
def practice(author):
    region = Region.objects.get(code="ES51")
    return make_practice(title="Early warning", author=author, region=region)


@pytest.fixture
def peer():
    return make_member(region="PL91", first_name="Piotr", last_name="Peer")


def grade_of(practice):
    return Practice.objects.get(pk=practice.pk).evidence_grade


def make_entry(practice, **fields):
    fields = {"measured": "Firms saved", "figure": 87, "unit": "%", "last_year": 2025, **fields}
    return EvidenceEntry.objects.create(practice=practice, **fields)


def make_trial(practice, region="PL91", **fields):
    fields = {"year": 2025, "result": "worked", "outcome": "It went well.", **fields}
    region = Region.objects.get(code=region)
    return Adoption.objects.create(practice=practice, region=region, **fields)


# Results


def test_a_result_raises_the_grade_and_its_removal_lowers_it(client, practice, author):
    client.force_login(author)

    response = client.post(reverse("practices:result_new", args=[practice.slug]), RESULT)

    entry = EvidenceEntry.objects.get()
    assert response.url == "/practices/early-warning/#grade"
    assert (entry.added_by, entry.compared_figure) == (author, 61)
    assert grade_of(practice) == EvidenceGrade.COMPARED

    client.post(reverse("practices:result_remove", args=[entry.pk]))

    assert grade_of(practice) == EvidenceGrade.NONE
    verbs = Entry.objects.about(practice).values_list("verb", flat=True)
    assert list(verbs) == ["remove-result", "add-result"]


def test_the_grade_follows_when_the_comparison_is_taken_out(practice):
    entry = make_entry(practice, comparison="before", compared_figure=61, source="https://e.org")

    entry.comparison, entry.compared_figure = "", None
    entry.save()

    assert grade_of(practice) == EvidenceGrade.MEASURED


def test_the_grade_follows_from_any_door(practice):
    make_entry(practice, source="https://example.org")

    EvidenceEntry.objects.all().delete()

    assert grade_of(practice) == EvidenceGrade.NONE


def test_a_page_that_was_open_meanwhile_does_not_bring_the_former_grade_back(practice):
    stale = Practice.objects.get(pk=practice.pk)
    make_entry(practice, source="https://example.org")

    stale.city = "Girona"
    stale.save()

    assert grade_of(practice) == EvidenceGrade.MEASURED
    assert Practice.objects.get().city == "Girona"


def test_a_text_about_success_is_a_claim(practice):
    assert practice.evidence_grade == EvidenceGrade.NONE

    practice.evidence_of_success = "40 firms were saved."

    assert practice.evidence_grade == EvidenceGrade.CLAIMED


def test_the_page_says_why_the_grade_is_what_it_is(client, practice):
    make_entry(practice, last_year=2015, comparison="before", compared_figure=61)

    page = client.get(practice.get_absolute_url()).content.decode()

    assert "A measured result is compared with the time before" in page
    assert "no such result names a source that can be checked" in page
    assert "no such result is about the last 5 years" in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"unit": ""}, "A figure needs its unit."),
        ({"last_year": ""}, "A figure needs the year it is about."),
        ({"last_year": "2200"}, "This year has not begun."),
        ({"first_year": "2025"}, "The last year lies before the first."),
        ({"comparison": ""}, "A comparison needs both figures and what the second is about."),
        ({"is_independent": "on"}, "Name the independent evaluator."),
        ({"region": "Atlantis"}, "Atlantis"),
        ({"source": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_a_result_that_does_not_hold_together_is_sent_back(client, practice, author, wrong, told):
    client.force_login(author)

    response = client.post(
        reverse("practices:result_new", args=[practice.slug]), {**RESULT, **wrong}
    )

    assert response.status_code == 422
    assert told in response.content.decode()
    assert not EvidenceEntry.objects.exists()


def test_who_runs_a_practice_cannot_remove_what_speaks_against_it(client, practice, author):
    against = make_entry(practice, speaks_against=True, added_by=make_member())
    client.force_login(author)

    response = client.post(reverse("practices:result_remove", args=[against.pk]))

    assert response.status_code == 403
    assert EvidenceEntry.objects.get() == against


# Tried here


def test_any_result_is_reported_and_shown_and_the_owner_is_told(client, practice, author, peer):
    client.force_login(peer)

    response = client.post(reverse("practices:trial_new", args=[practice.slug]), TRIAL)

    adoption = Adoption.objects.get()
    assert response.url == "/practices/early-warning/#tried"
    assert (adoption.region.code, adoption.reporter, adoption.result) == ("PL91", peer, "failed")
    page = client.get(practice.get_absolute_url()).content.decode()
    assert "Owners came too late." in page
    assert "· 2025 ·" in page
    assert "did not work" in page
    told = Notification.objects.get(recipient=author)
    assert "did not work" in told.text
    assert "Owners came too late." in told.text


def test_the_owner_answers_a_report_and_can_do_no_more(client, practice, author, peer):
    adoption = make_trial(practice, result="failed", reporter=peer)
    client.force_login(author)

    answered = client.post(
        reverse("practices:trial_answer", args=[adoption.pk]), {"answer": "Begin a year earlier."}
    )
    edited = client.post(reverse("practices:trial_edit", args=[adoption.pk]), TRIAL)
    hidden = client.post(reverse("practices:trial_hide", args=[adoption.pk]), {"reason": "No."})

    assert (answered.status_code, edited.status_code, hidden.status_code) == (302, 403, 403)
    adoption.refresh_from_db()
    assert (adoption.result, adoption.answer, adoption.is_hidden) == (
        "failed",
        "Begin a year earlier.",
        False,
    )
    assert "Begin a year earlier." in Notification.objects.get(recipient=peer).text


def test_reports_stand_in_the_order_of_time_whatever_their_result(practice):
    for year, region, result in [(2023, "PL91", "failed"), (2025, "FI1D", "worked")]:
        make_trial(practice, region, year=year, result=result)
    make_trial(practice, "SI03", year=2026, result="failed")

    assert [each.result for each in practice.adoptions.all()] == ["failed", "worked", "failed"]


def test_a_region_counts_once_with_its_newest_report(practice):
    make_trial(practice, "PL91", year=2022, result="worked")
    make_trial(practice, "PL91", year=2025, result="failed")
    make_trial(practice, "FI1D", result="partly")

    practice.refresh_from_db()

    assert (practice.worked_in, practice.partly_worked_in, practice.failed_in) == (0, 1, 1)


def test_cards_show_the_hop_line(client, practice, indexed):
    make_trial(practice, "PL91", result="failed")
    make_trial(practice, "FI1D", result="worked")
    indexed()

    page = client.get("/practices/").content.decode()

    assert "Tried in 2 other regions: 1 worked, 1 did not work" in " ".join(page.split())


def test_one_reports_once_for_a_region_and_may_correct_it(client, practice, peer):
    adoption = make_trial(practice, reporter=peer)
    client.force_login(peer)

    response = client.get(reverse("practices:trial_new", args=[practice.slug]))
    client.post(response.url, TRIAL)

    assert response.url == f"/practices/tried/{adoption.pk}/"
    assert list(Adoption.objects.values_list("result", flat=True)) == ["failed"]


@pytest.mark.parametrize("region", [None, "ES511", "ES51", "ES"])
def test_nobody_reports_without_a_region_or_for_the_one_it_comes_from(client, practice, region):
    client.force_login(make_member(region=region))

    response = client.post(reverse("practices:trial_new", args=[practice.slug]), TRIAL)

    assert response.status_code == 200
    assert not Adoption.objects.exists()


def judged_well(practice, expert):
    Practice.objects.filter(pk=practice.pk).update(
        expert=expert, expert_opinion="Ready to travel.", expert_opinion_date="2024-05-01"
    )


def test_the_secretariat_hides_an_opinion_with_a_reason_that_the_expert_reads(client, practice):
    expert = make_member(roles=["expert"])
    judged_well(practice, expert)
    client.force_login(make_member(roles=["secretariat"]))
    address = reverse("practices:opinion_hide", args=[practice.slug])
    assert f'href="{address}"' in client.get(practice.get_absolute_url()).content.decode()

    refused = client.post(address, {"reason": ""})
    client.post(address, {"reason": "It names a person."})

    hidden = Practice.objects.get(pk=practice.pk)
    assert (refused.status_code, client.get(address).status_code) == (422, 403)
    assert (hidden.expert_opinion, hidden.shown_opinion) == ("Ready to travel.", "")
    client.force_login(expert)
    assert "Ready to travel." not in client.get(practice.get_absolute_url()).content.decode()
    assert "It names a person." in Notification.objects.get(recipient=expert).text
    entry = Entry.objects.about(practice).first()
    assert (entry.verb, entry.detail) == ("hide-opinion", {"reason": "It names a person."})


@pytest.mark.parametrize("roles", [[], ["expert"], ["administrator"]])
def test_nobody_else_hides_an_opinion(client, practice, roles):
    judged_well(practice, None)
    client.force_login(make_member(roles=roles))

    response = client.post(
        reverse("practices:opinion_hide", args=[practice.slug]), {"reason": "No."}
    )

    assert response.status_code == 403
    assert Practice.objects.get(pk=practice.pk).shown_opinion == "Ready to travel."


def test_the_secretariat_hides_a_report_with_a_reason_that_its_author_reads(client, practice, peer):
    adoption = make_trial(practice, reporter=peer, result="failed")
    client.force_login(make_member(roles=["secretariat"]))
    address = reverse("practices:trial_hide", args=[adoption.pk])

    without = client.post(address, {"reason": ""})
    client.post(address, {"reason": "Names a private person."})

    assert without.status_code == 422
    practice.refresh_from_db()
    assert practice.tried_in == 0
    assert "Names a private person." in Notification.objects.get(recipient=peer).text
    client.force_login(peer)
    assert client.get(reverse("practices:trial_new", args=[practice.slug])).status_code == 403


# Questions


def ask(client, practice, by, text="How many advisers?"):
    client.force_login(by)
    return client.post(reverse("practices:ask", args=[practice.slug]), {"text": text})


def test_an_answer_goes_to_the_asker_and_stays_for_others(client, practice, author, peer):
    ask(client, practice, peer)
    question = Question.objects.get()
    asked = Notification.objects.get(recipient=author)
    client.force_login(author)
    client.post(reverse("practices:answer", args=[question.pk]), {"answer": "Ten, part-time."})
    client.logout()

    page = client.get(practice.get_absolute_url()).content.decode()

    assert (asked.needs_action, "How many advisers?" in asked.text) == (True, True)
    assert "How many advisers?" in page
    assert "Ten, part-time." in page
    told = Notification.objects.get(recipient=peer)
    assert "How many advisers?" in told.text
    assert "Ten, part-time." in told.text
    assert Notification.objects.get(pk=asked.pk).settled_at is not None


def test_before_the_answer_only_those_concerned_see_a_question(client, practice, author, peer):
    ask(client, practice, peer)
    seen = []
    for reader in (None, make_member(), peer, author):
        client.logout()
        if reader:
            client.force_login(reader)
        page = client.get(practice.get_absolute_url()).content.decode()
        seen.append("How many advisers?" in page)

    assert seen == [False, False, True, True]


def test_a_declined_question_is_never_shown_and_the_asker_reads_why(client, practice, author, peer):
    ask(client, practice, peer, "Buy my software?")
    question = Question.objects.get()
    client.force_login(author)
    client.post(reverse("practices:question_hide", args=[question.pk]), {"reason": "Advertising."})

    page = client.get(practice.get_absolute_url()).content.decode()
    again = client.post(reverse("practices:answer", args=[question.pk]), {"answer": "No."})

    assert "Buy my software?" not in page
    assert again.status_code == 403
    assert "Advertising." in Notification.objects.get(recipient=peer).text


def test_only_those_who_run_the_practice_answer(client, practice, peer):
    ask(client, practice, peer)
    question = Question.objects.get()

    response = client.post(reverse("practices:answer", args=[question.pk]), {"answer": "Mine."})

    assert response.status_code == 403


def test_the_second_of_two_answers_at_once_is_refused(practice, author, peer):
    question = actions.ask(practice=practice, by=peer, text="How?")
    actions.answer_question(question=question, by=author, answer="So.")

    with pytest.raises(actions.AlreadySettled):
        actions.answer_question(question=question, by=author, answer="Or so.")


def test_nobody_floods_authors_with_questions(client, practice, peer):
    for number in range(10):
        ask(client, practice, peer, f"Question {number}?")

    response = ask(client, practice, peer, "One more?")

    assert response.status_code == 422
    assert Question.objects.count() == 10


def test_questions_and_reports_of_a_draft_are_not_open(client, author, peer):
    draft = make_practice(title="Draft", state="draft", author=author)

    assert ask(client, draft, peer).status_code == 403
    assert client.get(reverse("practices:trial_new", args=[draft.slug])).status_code == 403


# The page


def fill(practice, number):
    for index in range(number):
        member = make_member(organisation=make_organisation())
        make_entry(practice, measured=f"Result {index}", added_by=member)
        make_trial(practice, ["PL91", "FI1D", "SI03"][index], reporter=member)
        question = actions.ask(practice=practice, by=member, text=f"Question {index}?")
        actions.answer_question(question=question, by=practice.author, answer="Yes.")


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(client, practice, number, django_assert_num_queries):
    fill(practice, number)
    # The first page reads into memory what fit is counted from.
    client.get(practice.get_absolute_url())

    with django_assert_num_queries(15):
        page = client.get(practice.get_absolute_url()).content.decode()

    assert page.count("Result ") >= number


def test_words_of_others_are_escaped(client, practice, peer):
    make_entry(practice, measured="<b>bold</b>", evaluator="<i>x</i>")
    make_trial(practice, outcome="<script>alert(1)</script>", adapted="<u>y</u>", reporter=peer)

    page = client.get(practice.get_absolute_url()).content.decode()

    assert "<b>bold" not in page
    assert "<script>alert(1)" not in page
    assert "<u>y" not in page


def test_search_finds_by_the_grade(practice, indexed):
    make_entry(practice, source="https://example.org")
    indexed()

    found = search.query(search.SearchQuery(filters={"evidence": ["measured"]}))

    assert [hit.object_id for hit in found.hits] == [practice.pk]


def test_the_database_filters_by_the_grade_too(practice):
    make_entry(practice, source="https://example.org")
    make_practice(title="Other")

    grades = [EvidenceGrade.MEASURED, EvidenceGrade.NONE, EvidenceGrade.CLAIMED]
    found = [
        list(Practice.objects.filter(graded(grade)).values_list("title", flat=True))
        for grade in grades
    ]

    assert found == [["Early warning"], ["Other"], []]


def test_the_history_tells_every_step_in_words(client, practice, author, peer):
    entry = actions.add_result(entry=make_entry(practice), by=author)
    actions.add_result(entry=EvidenceEntry(practice=practice, measured="Jobs kept"), by=author)
    actions.remove_result(entry=entry, by=author)
    trial = make_trial(practice, reporter=peer)
    actions.report_trial(adoption=trial, by=peer)
    actions.answer_trial(adoption=trial, by=author, answer="Thank you.")
    question = actions.ask(practice=practice, by=peer, text="What does it cost?")
    actions.answer_question(question=question, by=author, answer="Little.")
    actions.hide(about=question, by=author, reason="Asked twice.")
    actions.confirm(practice=practice, by=author)
    client.force_login(author)

    page = client.get(reverse("practices:history", args=[practice.slug])).content.decode()

    recorded = Entry.objects.about(practice).values_list("verb", flat=True)
    assert len(recorded) == 8
    assert [verb for verb in recorded if verb not in VERBS] == []
    assert [str(VERBS[verb]) not in page for verb in recorded] == [False] * 8
