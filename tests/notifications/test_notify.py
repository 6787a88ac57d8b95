"""Telling members something: each once, in their language, as soon as they want it."""

import pytest
from django.core import mail

from ponte.notifications import NotificationKind, kinds, notify, register
from ponte.notifications.models import Notification
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kind():
    """A kind that tests may use, and none afterwards."""
    before = dict(kinds.kinds)
    register(NotificationKind("news", "News"))
    yield "news"
    kinds.kinds.clear()
    kinds.kinds.update(before)


def test_a_notification_is_listed_and_not_mailed_at_once_by_default():
    member = make_member()

    notify(recipients=[member], kind="news", about=member, text="Hello\nWorld", url="/x/")

    told = Notification.objects.get()
    assert (told.recipient, told.headline, told.details, told.url, told.frequency) == (
        member,
        "Hello",
        "World",
        "/x/",
        "weekly",
    )
    assert mail.outbox == []


def test_what_needs_action_is_mailed_at_once():
    member = make_member(email="ana@example.org")

    notify(
        recipients=[member],
        kind="news",
        about=member,
        text="Please check\nThe reason",
        url="/x/",
        needs_action=True,
    )

    (sent,) = mail.outbox
    assert sent.to == ["ana@example.org"]
    assert sent.subject == "Please check"
    assert "The reason" in sent.body
    assert "http://127.0.0.1:8000/x/" in sent.body
    assert "The reason" in sent.alternatives[0].content
