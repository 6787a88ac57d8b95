"""What people complained about elsewhere: mails about what they submitted.

Digests that overwhelm, repeat themselves or are empty: see test_digests.py; reminders that
come too late or to the wrong person: see tests/review/test_reminders.py.
"""

from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import QuerySet
from django.utils import timezone

from ponte.notifications import kinds
from ponte.notifications.digests import send_digests
from ponte.notifications.models import Notification
from ponte.practices import states
from ponte.practices.models import Practice
from ponte.practices.states import move
from tests.practices.whole import make_expert, make_member, make_web_admin, whole_practice

pytestmark = pytest.mark.django_db

WORDS = {
    "reason": "The figures are missing.\n\nPlease add the number of firms.",
    "text": "Others can learn from it.\n\nEspecially how owners are found.",
}


@pytest.fixture(autouse=True)
def _real_kinds(monkeypatch, real_kinds):
    """The kinds of the site; and no reviews behind the moves."""
    kinds.kinds.update(real_kinds)
    monkeypatch.setattr(states.moving, "receivers", [])


@pytest.fixture
def author():
    return make_member("Ann")


def put(practice, state):
    """Set the state without a move, as nobody outside the tests may."""
    QuerySet(Practice).filter(pk=practice.pk).update(state=state)
    return Practice.objects.get(pk=practice.pk)


def next_week():
    return timezone.now() + timedelta(days=7)


@pytest.mark.parametrize(
    ("state", "event", "headline", "details"),
    [
        ("project_check", "ask", "A question about “Early warning”:", WORDS["reason"]),
        ("project_check", "decline", "“Early warning” was declined.", WORDS["reason"]),
        (
            "project_check",
            "approve",
            "“Early warning” is on the project's page now. The experts have it next.",
            "",
        ),
        ("expert_review", "ask", "A question about “Early warning”:", WORDS["reason"]),
        (
            "expert_review",
            "not_select",
            "The experts did not select “Early warning”.",
            WORDS["reason"],
        ),
        (
            "expert_review",
            "validate",
            "“Early warning” is validated. Everybody finds it now.",
            WORDS["text"],
        ),
    ],
)
def test_the_author_is_told_the_state_as_it_is_and_every_word(
    author, state, event, headline, details
):
    """Hypha 4678: the mail said "still in draft". Indico 1006: without the comments."""
    practice = whole_practice(author, of_project=True, title="Early warning")
    actor = make_web_admin(practice.project) if state == "project_check" else make_expert()

    move(practice=put(practice, state), event=event, actor=actor, **WORDS)
    send_digests(at=next_week())

    told = Notification.objects.get(recipient=author)
    (sent,) = [each for each in mail.outbox if each.to == [author.email]]
    assert (told.headline, told.details) == (headline, details)
    assert headline in sent.body
    assert details in sent.body


def test_decisions_made_one_after_the_other_keep_their_own_words(author):
    """Hypha 4993: decisions made together were mailed without their text."""
    admin = None
    for number in (1, 2, 3):
        practice = whole_practice(author, of_project=not admin, title=f"Practice {number}")
        if not admin:
            project = practice.project
            admin = make_web_admin(project)
        Practice.objects.filter(pk=practice.pk).update(project=project, from_project=True)
        move(
            practice=put(practice, "project_check"),
            event="decline",
            actor=admin,
            reason=f"Reason {number}.",
        )

    send_digests(at=next_week())

    (digest,) = mail.outbox
    order = ["Practice 3", "Reason 3.", "Practice 2", "Reason 2.", "Practice 1", "Reason 1."]
    assert sorted(order, key=digest.body.index) == order


def test_submitting_tells_who_has_it_next_and_not_the_author(author):
    practice = whole_practice(author, of_project=True, title="Early warning")
    admin = make_web_admin(practice.project)

    move(practice=practice, event="submit", actor=author)

    (sent,) = mail.outbox
    assert sent.to == [admin.email]
    assert sent.subject == "Please check “Early warning” for SMART."


def test_what_somebody_else_did_waits_for_nobody(author):
    practice = whole_practice(author, of_project=True)
    first = make_web_admin(practice.project, "First")
    second = make_web_admin(practice.project, "Second")
    practice = move(practice=practice, event="submit", actor=author)
    assert Notification.objects.waiting().filter(recipient=second).exists()

    move(practice=practice, event="approve", actor=first)

    assert not Notification.objects.waiting().filter(recipient=second).exists()
