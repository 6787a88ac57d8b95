"""The way from draft to validated: what may happen, to whom, and that nothing else may."""

from itertools import product

import pytest

from ponte import search
from ponte.activity.models import Entry
from ponte.community.models import Role, RoleGrant
from ponte.core.states import IllegalMove
from ponte.practices import states
from ponte.practices.judging.actions import hide_opinion
from ponte.practices.models import Practice
from ponte.practices.states import TRANSITIONS, Event, move
from ponte.regions.models import Region
from ponte.search.documents import SearchQuery
from tests.practices.whole import (
    make_expert,
    make_member,
    make_organisation,
    make_web_admin,
    put,
    whole_practice,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_table_alone(monkeypatch):
    """What other apps ask for beside the table is for their own tests."""
    monkeypatch.setattr(states.moving, "receivers", [])


WORDS = {"reason": "Because of the figures.", "text": "Others can learn from it."}

# Section 5.1 of the reference, by hand: what leads where, without and with a project.
EXPECTED_ALONE = {
    ("draft", "submit"): "expert_review",
    ("project_check", "ask"): "project_info_requested",
    ("project_check", "decline"): "declined",
    ("project_check", "approve"): "expert_review",
    ("project_check", "withdraw"): "draft",
    ("project_info_requested", "resubmit"): "project_check",
    ("project_info_requested", "withdraw"): "draft",
    ("project_published", "archive"): "archived",
    ("expert_review", "ask"): "expert_info_requested",
    ("expert_review", "not_select"): "declined",
    ("expert_review", "validate"): "validated",
    ("expert_review", "withdraw"): "draft",
    ("expert_info_requested", "resubmit"): "expert_review",
    ("expert_info_requested", "withdraw"): "draft",
    ("validated", "revise"): "draft",
    ("validated", "archive"): "archived",
    ("declined", "revise"): "draft",
}
EXPECTED_IN_PROJECT = EXPECTED_ALONE | {("draft", "submit"): "project_check"}
TURN = {
    "ask": {"project_check": "web admin", "expert_review": "expert"},
    "decline": {"project_check": "web admin"},
    "approve": {"project_check": "web admin"},
    "not_select": {"expert_review": "expert"},
    "validate": {"expert_review": "expert"},
    "archive": {"project_published": "web admin", "validated": "web admin"},
}


@pytest.fixture
def people():
    """One of each, none of them of another's organisation."""
    return {"author": make_member("Ann"), "expert": make_expert(), "member": make_member("Max")}


@pytest.fixture
def cast(people):
    """Somebody for every part of a practice of a project, and the practice."""
    practice = whole_practice(people["author"], of_project=True)
    secretary = make_member("Sam")
    RoleGrant.objects.create(member=secretary, role=Role.SECRETARIAT)
    return {
        **people,
        "practice": practice,
        "web admin": make_web_admin(practice.project),
        "secretariat": secretary,
    }


def state_of(practice):
    return Practice.objects.get(pk=practice.pk).state


@pytest.mark.parametrize(("state", "event"), list(product(Practice.State.values, Event.values)))
def test_every_state_and_event_leads_where_the_reference_says(cast, state, event):
    practice = put(cast["practice"], state)
    actor = cast[TURN.get(event, {}).get(state, "author")]
    wanted = EXPECTED_IN_PROJECT.get((state, event))

    if wanted:
        assert move(practice=practice, event=event, actor=actor, **WORDS).state == wanted
    else:
        with pytest.raises(IllegalMove) as refused:
            move(practice=practice, event=event, actor=actor, **WORDS)
        assert refused.value.code == "state"
        assert state_of(practice) == state


@pytest.mark.parametrize(
    ("state", "event"), [key for key in EXPECTED_ALONE if key[0] != "project_check"]
)
def test_without_a_project_the_experts_come_first(people, state, event):
    practice = put(whole_practice(people["author"]), state)
    actor = people["expert" if event in {"ask", "not_select", "validate"} else "author"]
    if event == "archive":
        actor = make_member("Sam")
        RoleGrant.objects.create(member=actor, role=Role.SECRETARIAT)

    moved = move(practice=practice, event=event, actor=actor, **WORDS)

    assert moved.state == EXPECTED_ALONE[state, event]


@pytest.mark.parametrize("row", [row for row in TRANSITIONS if row.who], ids=lambda row:
                         f"{row.source}-{row.event}-{row.to}")  # fmt: skip
def test_only_whose_turn_it_is_moves_a_practice(cast, row):
    right = {
        states.AUTHORS: {"author"},
        states.WEB_ADMIN: {"web admin"},
        states.EXPERT: {"expert"},
        states.KEEPERS: {"web admin", "secretariat"},
    }[row.who]
    practice = put(cast["practice"], row.source)

    may = {name for name in ("author", "member", "expert", "web admin", "secretariat")
           if row.may(cast[name], practice)}  # fmt: skip

    assert may == right


def test_a_stranger_is_refused_and_nothing_is_logged(cast):
    with pytest.raises(IllegalMove) as refused:
        move(practice=cast["practice"], event="submit", actor=cast["member"])

    assert refused.value.code == "right"
    assert state_of(cast["practice"]) == "draft"
    assert Entry.objects.count() == 0


def test_approval_shows_it_on_the_projects_page_and_passes_it_on(cast):
    practice = put(cast["practice"], "project_check")

    moved = move(practice=practice, event="approve", actor=cast["web admin"])

    assert moved.state == "expert_review"
    assert moved.project_approved_at is not None
    assert [(e.verb, e.actor, e.from_state, e.to_state) for e in Entry.objects.about(practice)] == [
        ("forward", None, "project_published", "expert_review"),
        ("approve", cast["web admin"], "project_check", "project_published"),
    ]


def test_what_the_experts_do_not_select_stays_on_the_projects_page(cast):
    practice = move(
        practice=put(cast["practice"], "project_check"), event="approve", actor=cast["web admin"]
    )

    moved = move(practice=practice, event="not_select", actor=cast["expert"], reason="Too young.")

    assert moved.state == "project_published"


def test_withdrawing_takes_it_off_the_projects_page(cast):
    practice = move(
        practice=put(cast["practice"], "project_check"), event="approve", actor=cast["web admin"]
    )

    moved = move(practice=practice, event="withdraw", actor=cast["author"])

    assert (moved.state, moved.project_approved_at) == ("draft", None)


def test_validation_publishes_with_the_experts_word(people):
    practice = put(whole_practice(people["author"]), "expert_review")

    moved = move(practice=practice, event="validate", actor=people["expert"], text="Worth a look.")

    assert moved.is_public
    assert moved.published_at is not None
    assert (moved.expert, moved.expert_opinion) == (people["expert"], "Worth a look.")
    assert moved.expert_opinion_date is not None


@pytest.mark.parametrize(
    ("state", "event", "words", "code"),
    [
        ("project_check", "decline", {}, "reason"),
        ("project_check", "decline", {"reason": " \n"}, "reason"),
        ("project_check", "ask", {}, "reason"),
        ("project_check", "decline", {"reason": "x" * 1001}, "reason"),
        ("expert_review", "not_select", {}, "reason"),
        ("expert_review", "validate", {}, "text"),
        ("expert_review", "validate", {"text": "x" * 601}, "text"),
    ],
)
def test_who_turns_something_down_says_why(cast, state, event, words, code):
    practice = put(cast["practice"], state)

    with pytest.raises(IllegalMove) as refused:
        move(practice=practice, event=event, actor=cast[TURN[event][state]], **words)

    assert refused.value.code == code
    assert state_of(practice) == state


def test_line_breaks_count_once_in_an_opinion(people):
    practice = put(whole_practice(people["author"]), "expert_review")
    text = "\r\n".join(["x" * 9] * 60)

    moved = move(practice=practice, event="validate", actor=people["expert"], text=text)

    assert len(moved.expert_opinion) == 599


def test_an_incomplete_practice_is_not_sent_in(people):
    practice = whole_practice(people["author"], resources_needed="", public_intervention=False)

    with pytest.raises(IllegalMove) as refused:
        move(practice=practice, event="submit", actor=people["author"])

    assert refused.value.messages == [
        "“Resources needed” is empty.",
        "Name the public policy that the private initiative inspired.",
    ]


def test_a_co_author_may_send_it_in(people):
    practice = whole_practice(people["author"])
    practice.co_authors.add(people["member"])

    assert move(practice=practice, event="submit", actor=people["member"]).state == "expert_review"


@pytest.mark.parametrize("tie", ["author", "co-author", "organisation", "co-author's organisation"])
def test_nobody_judges_what_is_near_to_them(people, tie):
    organisation = make_organisation("Agency")
    practice = put(whole_practice(people["author"]), "expert_review")
    expert, mate = people["expert"], people["member"]
    if tie == "author":
        practice.author = expert
        practice.save()
    elif tie == "co-author":
        practice.co_authors.add(expert)
    else:
        expert.organisation = organisation
        expert.save()
        near = people["author"] if tie == "organisation" else mate
        near.organisation = organisation
        near.save()
        practice.co_authors.add(mate)

    with pytest.raises(IllegalMove) as refused:
        move(practice=practice, event="validate", actor=expert, text="Fine.")

    assert refused.value.code == "right"


def test_an_expert_of_another_topic_does_not_judge(people):
    practice = put(whole_practice(people["author"]), "expert_review")
    stranger = make_expert("Olga", topics=["RSO2.6"])

    with pytest.raises(IllegalMove) as refused:
        move(practice=practice, event="validate", actor=stranger, text="Fine.")

    assert refused.value.code == "right"


def test_a_web_admin_does_not_approve_their_own_practice(cast):
    practice = put(cast["practice"], "project_check")
    practice.co_authors.add(cast["web admin"])

    with pytest.raises(IllegalMove) as refused:
        move(practice=practice, event="approve", actor=cast["web admin"])

    assert refused.value.code == "right"


def test_the_second_of_two_tabs_is_told_to_look_again(people):
    first = whole_practice(people["author"])
    second = Practice.objects.get(pk=first.pk)
    move(practice=first, event="submit", actor=people["author"])

    with pytest.raises(IllegalMove) as refused:
        move(practice=second, event="submit", actor=people["author"])

    assert refused.value.code == "state"
    assert Entry.objects.about(first).count() == 1


def test_a_swap_between_look_and_move_is_noticed(people):
    """Another process moves the practice after its row was read."""
    practice = whole_practice(people["author"])

    def meddle(practice, **_):
        put(practice, "archived")

    states.moving.connect(meddle)
    try:
        with pytest.raises(IllegalMove, match="quicker"):
            move(practice=practice, event="submit", actor=people["author"])
    finally:
        states.moving.disconnect(meddle)


def test_who_listens_hears_of_each_step_with_the_practice_as_it_is(cast):
    heard = []

    def hear(practice, event, actor, from_state, to_state, **_):
        heard.append((practice.state, event, actor, from_state, to_state))

    states.moved.connect(hear)
    try:
        practice = put(cast["practice"], "project_check")
        move(practice=practice, event="approve", actor=cast["web admin"])
    finally:
        states.moved.disconnect(hear)

    assert heard == [
        ("project_published", "approve", cast["web admin"], "project_check", "project_published"),
        ("expert_review", "forward", None, "project_published", "expert_review"),
    ]


def test_a_listener_may_forbid_a_move(people):
    practice = put(whole_practice(people["author"]), "expert_review")

    def forbid(event, **_):
        if event == "validate":
            raise IllegalMove("Two experts are needed.", "scores")

    states.moving.connect(forbid)
    try:
        with pytest.raises(IllegalMove, match="Two experts"):
            move(practice=practice, event="validate", actor=people["expert"], text="Fine.")
    finally:
        states.moving.disconnect(forbid)

    assert state_of(practice) == "expert_review"


def test_a_move_reaches_the_search_index(people, indexed):
    practice = put(whole_practice(people["author"]), "expert_review")
    move(practice=practice, event="validate", actor=people["expert"], text="Fine.")
    indexed()

    assert search.object_ids(SearchQuery(text="advisers warning")) == [practice.pk]


# New versions


@pytest.fixture
def validated(people):
    return whole_practice(people["author"], state="validated", slug="early-warning")


def test_a_new_version_is_a_draft_beside_the_old(people, validated):
    version = move(practice=validated, event="revise", actor=people["author"])

    assert (version.state, version.revision_of) == ("draft", validated)
    assert version.title == validated.title
    assert version.slug != validated.slug
    assert [topic.code for topic in version.topics.all()] == ["RSO1.3"]
    assert state_of(validated) == "validated"


def test_there_is_one_new_version_at_a_time(people, validated):
    move(practice=validated, event="revise", actor=people["author"])

    with pytest.raises(IllegalMove, match="being written already"):
        move(practice=validated, event="revise", actor=people["author"])


def test_a_validated_version_takes_the_place_of_the_old(people, validated):
    published_at = validated.published_at
    hide_opinion(practice=validated, by=people["expert"], reason="It names a person.")
    version = move(practice=validated, event="revise", actor=people["author"])
    version.city, version.region = "Girona", Region.objects.get(code="ES52")
    version.save()
    version = move(practice=version, event="submit", actor=people["author"])
    assert version.state == "expert_review"

    version = move(practice=version, event="validate", actor=people["expert"], text="Better.")

    now = Practice.objects.get(pk=validated.pk)
    assert (now.state, now.slug, now.published_at) == ("validated", "early-warning", published_at)
    assert (now.city, now.region.code, now.shown_opinion) == ("Girona", "ES52", "Better.")
    assert version.state == "archived"
    assert list(Practice.objects.published()) == [now]
    entry = Entry.objects.about(now).first()
    assert (entry.verb, entry.actor) == ("renew", people["expert"])
    assert entry.detail["changes"]["city"] == ["Barcelona", "Girona"]


def test_a_version_that_is_not_selected_leaves_the_old_as_it_is(cast):
    practice = put(cast["practice"], "validated")
    version = move(practice=practice, event="revise", actor=cast["author"])
    version = move(practice=version, event="submit", actor=cast["author"])
    assert version.state == "expert_review"

    version = move(practice=version, event="not_select", actor=cast["expert"], reason="No news.")

    assert version.state == "declined"
    assert state_of(practice) == "validated"


def test_a_version_of_what_is_public_no_more_is_not_validated(people, validated):
    version = move(practice=validated, event="revise", actor=people["author"])
    version = move(practice=version, event="submit", actor=people["author"])
    put(validated, "archived")

    with pytest.raises(IllegalMove, match="no longer public"):
        move(practice=version, event="validate", actor=people["expert"], text="Better.")

    assert state_of(version) == "expert_review"


# What the log keeps


def test_the_log_keeps_the_question_and_what_changed_since(cast):
    practice = move(practice=cast["practice"], event="submit", actor=cast["author"])
    practice = move(
        practice=practice, event="ask", actor=cast["web admin"], reason="How much did it cost?"
    )
    practice.resources_needed = "Four advisers, 200,000 euro a year."
    practice.save()

    move(practice=practice, event="resubmit", actor=cast["author"])

    resubmit, ask, submit = Entry.objects.about(practice)
    assert ask.detail == {"reason": "How much did it cost?"}
    assert "changes" not in submit.detail
    assert resubmit.detail["changes"] == {
        "resources_needed": ["Four advisers.", "Four advisers, 200,000 euro a year."]
    }
