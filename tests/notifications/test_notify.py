"""Telling members something: each once, in their language, as soon as they want it."""

import pytest
from django.core import mail
from django.utils.translation import gettext_lazy

from ponte.notifications import NotificationKind, done, notify, register
from ponte.notifications.actions import choose, mark_read
from ponte.notifications.models import Notification, Preference
from tests.factories.members import make_member
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


def tell(*members, **fields):
    """Tell `members` something about the first of them."""
    given = {"recipients": members, "kind": "news", "about": members[0], "text": "Hello"}
    return notify(**{**given, **fields})


def test_news_are_listed_and_wait_for_the_weekly_digest():
    member = make_member()

    tell(member, text="Hello\nWorld", url="/x/")

    told = Notification.objects.get()
    assert (told.recipient, told.headline, told.details) == (member, "Hello", "World")
    assert (told.url, told.frequency, told.mailed_at) == ("/x/", "weekly", None)
    assert mail.outbox == []


def test_what_needs_action_is_mailed_at_once_with_its_whole_text():
    member = make_member("ana@example.org")

    tell(member, text="Please check\nThe reason\n\nin full", url="/x/", needs_action=True)

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["ana@example.org"], "Please check")
    assert "Please check\nThe reason\n\nin full\n\nhttp://127.0.0.1:8000/x/" in sent.body
    assert "The reason<br" in sent.alternatives[0].content
    assert Notification.objects.get().mailed_at is not None


def test_a_kind_says_how_soon_its_news_come():
    member = make_member()

    tell(member, kind="alarm")

    assert [sent.subject for sent in mail.outbox] == ["Hello"]


def test_a_kind_may_have_a_mail_of_its_own(settings, tmp_path):
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail/own.txt").write_text(
        '{% extends "mail/base.txt" %}{% block subject %}Own{% endblock %}'
    )
    (tmp_path / "mail/own.mjml").write_text('{% extends "mail/base.mjml" %}')
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]
    register(NotificationKind("own", "Own", default="at_once", mail_template="own"))

    tell(make_member(), kind="own")

    assert [sent.subject for sent in mail.outbox] == ["Own"]


def test_nobody_is_told_one_key_twice():
    first, second = make_member(), make_member()
    tell(first, key="entry-1", needs_action=True)

    told = tell(
        first, second, second, about=first, key="entry-1", text="Other words", needs_action=True
    )

    assert [notification.recipient for notification in told] == [second]
    assert [sent.subject for sent in mail.outbox] == ["Hello", "Other words"]


def test_a_key_belongs_to_its_kind():
    member = make_member()
    tell(member, key="1")

    told = tell(member, kind="alarm", key="1")

    assert len(told) == 1


def test_without_a_key_unread_words_about_the_same_are_not_repeated():
    member = make_member()
    tell(member)

    assert tell(member) == []
    assert len(tell(member, about=make_member())) == 1
    assert len(tell(member, text="Other words")) == 1

    mark_read(member=member)
    assert len(tell(member)) == 1


def test_closed_accounts_are_told_nothing():
    member, closed = make_member(), make_member(is_active=False)

    told = tell(member, closed)

    assert [notification.recipient for notification in told] == [member]


def test_each_is_told_in_their_language():
    english, german = make_member(), make_member(interface_language="de")
    odd = make_member(interface_language="xx")

    tell(english, german, odd, text=gettext_lazy("Practices"), needs_action=True)

    assert [sent.subject for sent in mail.outbox] == ["Practices", "Verfahren", "Practices"]
    assert 'lang="de"' in mail.outbox[1].alternatives[0].content


def test_an_unregistered_kind_is_a_mistake():
    member = make_member()

    with pytest.raises(KeyError):
        tell(member, kind="unheard-of")


def test_two_kinds_cannot_share_a_code():
    register(NotificationKind("news", "News of practices"))

    with pytest.raises(ValueError, match="news"):
        register(NotificationKind("news", "Something else"))


def test_what_is_done_waits_no_longer_for_anybody():
    first, second = make_member(), make_member()
    practice = make_practice(title="One")
    tell(first, second, about=practice, needs_action=True)
    tell(first, about=make_practice(title="Other"), needs_action=True)
    tell(first, about=practice, kind="alarm", needs_action=True)
    tell(first, about=practice, text="News")

    settled = done(kind="news", about=practice)

    assert settled == 2
    assert Notification.objects.waiting().count() == 2


def test_never_means_no_mail_even_if_action_is_needed():
    member = make_member()
    choose(member=member, kind="news", frequency="never")

    tell(member, needs_action=True)

    assert Notification.objects.get().frequency == "never"
    assert mail.outbox == []


def test_a_digest_does_not_hold_up_what_needs_action():
    member = make_member()
    choose(member=member, kind="news", frequency="weekly")

    tell(member, needs_action=True)

    assert len(mail.outbox) == 1


def test_a_choice_holds_for_what_was_not_mailed_yet():
    member = make_member()
    tell(member)

    choose(member=member, kind="news", frequency="daily")

    assert Notification.objects.get().frequency == "daily"


def test_a_choice_can_be_taken_back():
    member = make_member()
    choose(member=member, kind="news", frequency="daily")

    choose(member=member, kind="news", frequency="")

    assert not Preference.objects.exists()


def test_telling_many_takes_few_questions_each(django_assert_num_queries):
    members = [make_member() for _ in range(3)]
    tell(make_member())  # learns the content type

    with django_assert_num_queries(1 + 3 * 4 + 2):
        tell(*members)
