"""Answers: each alone, sent whole, side by side."""

import pytest
from django.core.exceptions import ValidationError

from ponte.community.models import Role
from ponte.notifications.models import Notification
from ponte.transfers import actions, rules
from ponte.transfers.comparison import compare, outcome_of
from ponte.transfers.forms import AnswersForm
from ponte.transfers.models import Answer, Sheet
from ponte.transfers.transferability import Verdict
from tests.factories.community import make_member
from tests.factories.transfers import (
    add_to_team,
    advance,
    answers,
    give_answers,
    make_officer,
    make_transfer,
    team_lead,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def transfer():
    return make_transfer()


@pytest.fixture
def colleague(transfer):
    member = make_officer("SI03")
    add_to_team(transfer, member)
    return member


def component(transfer, slug):
    return transfer.framework.components.get(slug=slug)


# Who answers, and who sees what


def test_the_team_and_those_who_run_the_practice_answer(transfer, colleague):
    owner, stranger = transfer.practice.author, make_officer("SI03")

    assert [
        rules.may_answer.test(member, transfer)
        for member in (team_lead(transfer), colleague, owner, stranger)
    ] == [True, True, True, False]
    assert give_answers(transfer, by=owner).runs_practice is True
    assert give_answers(transfer, by=colleague).runs_practice is False


def test_nobody_sees_others_answers_before_sending_their_own(transfer, colleague):
    owner = transfer.practice.author
    secretary = make_member(roles=[Role.SECRETARIAT])
    give_answers(transfer)

    def seeing():
        people = (team_lead(transfer), colleague, owner, secretary)
        return [rules.sees_answers.test(member, transfer) for member in people]

    assert seeing() == [True, False, False, False]
    actions.keep_answers(transfer=transfer, by=colleague, answers=answers(transfer))
    assert seeing() == [True, False, False, False]
    give_answers(transfer, by=colleague)
    assert seeing() == [True, True, False, False]


def test_when_the_assessment_is_concluded_all_who_take_part_see_the_answers(transfer, colleague):
    secretary, stranger = make_member(roles=[Role.SECRETARIAT]), make_officer("SI03")

    transfer = advance(transfer, "conclude")

    people = (colleague, transfer.practice.author, secretary, stranger)
    assert [rules.sees_answers.test(member, transfer) for member in people] == [
        True,
        True,
        True,
        False,
    ]
    assert rules.may_answer.test(colleague, transfer) is False


def test_the_team_hears_that_somebody_answered_and_nothing_of_what(transfer):
    give_answers(transfer, by=transfer.practice.author, legal={"comment": "Secret."})

    (news,) = Notification.objects.filter(kind="transfer-answered")
    assert news.recipient == team_lead(transfer)
    assert news.text == (
        f"{transfer.practice.author} has sent answers about “Early warning for firms” for "
        "Vzhodna Slovenija."
    )


# Keeping and sending


def test_a_draft_may_have_gaps_and_is_written_further(transfer):
    first = component(transfer, "need")
    lead = team_lead(transfer)

    actions.keep_answers(transfer=transfer, by=lead, answers={first: {"support": 1}})
    actions.keep_answers(
        transfer=transfer, by=lead, answers={first: {"support": 2, "importance": 3}}
    )

    answer = Answer.objects.get()
    assert (answer.support, answer.importance, answer.sheet.is_sent) == (2, 3, False)


def test_a_sheet_with_gaps_is_not_sent(transfer):
    given = answers(transfer)
    given.pop(component(transfer, "legal"))
    sheet = actions.keep_answers(transfer=transfer, by=team_lead(transfer), answers=given)

    with pytest.raises(ValidationError) as error:
        actions.send_answers(sheet=sheet)

    assert error.value.messages == ["Not answered yet: Law."]


def test_a_constraint_needs_a_word_on_what_could_be_done(transfer):
    sheet = actions.keep_answers(
        transfer=transfer,
        by=team_lead(transfer),
        answers=answers(transfer, legal={"support": -1}, staff={"support": -2, "importance": 3}),
    )

    with pytest.raises(ValidationError) as error:
        actions.send_answers(sheet=sheet)
    assert error.value.messages == ["Say what could be done about: Law, Staff."]

    actions.keep_answers(
        transfer=transfer,
        by=team_lead(transfer),
        answers={
            component(transfer, "legal"): {"support": -1, "mitigation": "Ask for consent."},
            component(transfer, "staff"): {"support": -2, "importance": 3, "sees_no_way": True},
        },
    )
    assert actions.send_answers(sheet=sheet).is_sent


def test_what_was_sent_stays(transfer):
    sheet = give_answers(transfer)

    with pytest.raises(ValidationError, match="stay as they are"):
        actions.keep_answers(transfer=transfer, by=sheet.assessor, answers=answers(transfer))
    with pytest.raises(ValidationError, match="stay as they are"):
        actions.send_answers(sheet=sheet)


def test_a_concluded_assessment_takes_no_answers(transfer, colleague):
    sheet = actions.keep_answers(transfer=transfer, by=colleague, answers=answers(transfer))
    advance(transfer, "conclude")

    with pytest.raises(ValidationError, match="concluded"):
        actions.send_answers(sheet=sheet)
    with pytest.raises(ValidationError, match="concluded"):
        actions.keep_answers(transfer=transfer, by=colleague, answers={})


def test_an_answer_off_the_scale_is_refused(transfer):
    with pytest.raises(ValidationError):
        actions.keep_answers(
            transfer=transfer,
            by=team_lead(transfer),
            answers={component(transfer, "need"): {"support": 3}},
        )
    assert not Answer.objects.exists()


# What the platform suggests

SUGGESTED = {"need": {"kind": "relevance", "support": 1, "mean": 3.0, "highest": 5, "number": 2}}


def form_of(transfer, suggestions=SUGGESTED, **changed):
    """The form as a browser sends it: every component +1, medium; `changed` by field name."""
    slugs = transfer.framework.components.values_list("slug", flat=True)
    data = {f"support-{slug}": "1" for slug in slugs}
    data |= {f"importance-{slug}": "2" for slug in slugs}
    data |= {name.replace("__", "-"): value for name, value in changed.items()}
    sheet = Sheet.objects.with_answers().filter(transfer=transfer).first()
    form = AnswersForm(data, transfer=transfer, sheet=sheet, suggestions=suggestions)
    assert form.is_valid(), form.errors
    return form


def test_a_suggestion_that_is_left_as_it_was_is_nobodys_answer(transfer):
    form = form_of(transfer)

    answer = form.answers()[component(transfer, "need")]

    assert (answer["is_given"], answer["support"]) == (False, None)
    assert answer["suggestion"] == SUGGESTED["need"]
    assert form.require_all() is False
    assert form.errors == {
        "support-need": ["Say that you agree with the suggestion, or choose another answer."]
    }


@pytest.mark.parametrize(
    ("changed", "support", "is_as_suggested"),
    [
        ({"agree__need": "on"}, 1, True),
        ({"support__need": "2"}, 2, False),
        ({"support__need": "unknown"}, None, False),
    ],
)
def test_it_counts_when_the_assessor_agrees_or_says_otherwise(
    transfer, changed, support, is_as_suggested
):
    form = form_of(transfer, **changed)

    sheet = actions.keep_answers(transfer=transfer, by=team_lead(transfer), answers=form.answers())

    assert form.require_all() is True
    answer = sheet.answers.get(component__slug="need")
    assert (answer.support, answer.is_given, answer.is_as_suggested) == (
        support,
        True,
        is_as_suggested,
    )
    assert actions.send_answers(sheet=sheet).is_sent


def test_a_draft_shows_an_undecided_suggestion_again_and_does_not_count_it(transfer):
    sheet = actions.keep_answers(
        transfer=transfer, by=team_lead(transfer), answers=form_of(transfer).answers()
    )

    sheet = Sheet.objects.with_answers().get(pk=sheet.pk)
    form = AnswersForm(transfer=transfer, sheet=sheet, suggestions=SUGGESTED)

    assert form["support-need"].initial == 1
    assert form["agree-need"].initial is False
    assert float(outcome_of(sheet).coverage) == 17 / 18


def test_an_agreement_is_kept_in_a_draft(transfer):
    given = form_of(transfer, agree__need="on").answers()
    actions.keep_answers(transfer=transfer, by=team_lead(transfer), answers=given)

    sheet = Sheet.objects.with_answers().get()
    form = AnswersForm(transfer=transfer, sheet=sheet, suggestions=SUGGESTED)

    assert form["agree-need"].initial is True


# Side by side


def test_answers_stand_side_by_side_with_their_spread(
    transfer, colleague, django_assert_num_queries
):
    give_answers(transfer, staff={"support": 2}, time={"support": None})
    give_answers(transfer, by=colleague, staff={"support": -1, "mitigation": "Train some."})

    with django_assert_num_queries(5):
        comparison = compare(transfer)
        rows = {row.component.slug: row for row in comparison.rows}
        staff, time, need = rows["staff"], rows["time"], rows["need"]

    assert [sheet.assessor for sheet in comparison.sheets] == [team_lead(transfer), colleague]
    assert [answer.support for answer in staff.answers] == [2, -1]
    assert (staff.spread, staff.is_far_apart, staff.is_open) == (3, True, True)
    assert (time.spread, need.spread) == (None, 0)
    assert staff.places == [(-1, 1), (2, 1)]
    assert need.places == [(1, 2)]
    assert comparison.far_apart == [staff]


def test_a_draft_is_in_no_comparison(transfer, colleague):
    give_answers(transfer)
    actions.keep_answers(transfer=transfer, by=colleague, answers=answers(transfer, support=-2))

    assert len(compare(transfer).sheets) == 1


def test_all_answers_count_alike_together(transfer, colleague):
    give_answers(transfer, support=2)
    give_answers(transfer, by=colleague, support=0)

    comparison = compare(transfer)

    assert float(comparison.outcome.score) == 0.5
    assert [float(outcome.score) for _sheet, outcome in comparison.columns] == [1.0, 0.0]


def test_what_one_finds_blocking_blocks_until_the_team_says_what_it_does(transfer, colleague):
    blocked = {"support": -2, "importance": 3, "mitigation": "Ask for consent."}
    give_answers(transfer, support=2)
    give_answers(transfer, by=colleague, support=2, legal=blocked)

    before = compare(transfer)
    actions.mitigate(
        transfer=transfer,
        by=team_lead(transfer),
        texts={component(transfer, "legal"): "Ask the owner for consent."},
    )
    after = compare(transfer)

    (row,) = before.against
    assert (before.outcome.verdict, before.outcome.blocking) == (Verdict.BLOCKED, ("legal",))
    assert (row.blocks, row.is_open, row.proposals) == (True, True, ["Ask for consent."])
    (row,) = after.against
    assert (after.outcome.verdict, after.outcome.blocking) == (Verdict.TRANSFERABLE, ())
    assert (row.blocks, row.is_open, row.mitigation.text) == (
        False,
        False,
        "Ask the owner for consent.",
    )


def test_a_mitigation_is_changed_and_taken_back(transfer):
    legal = component(transfer, "legal")
    lead = team_lead(transfer)

    for text in ("Ask.", "Ask again.", ""):
        actions.mitigate(transfer=transfer, by=lead, texts={legal: text})

    assert not transfer.mitigations.exists()
