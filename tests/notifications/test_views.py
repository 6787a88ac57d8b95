import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from ponte.community.rules import is_secretariat
from ponte.notifications import NotificationKind, done, notify, register
from ponte.notifications.models import DIGEST, Notification, Preference
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    """A member who is signed in."""
    member = make_member()
    client.force_login(member)
    return member


def tell(member, **fields):
    given = {"recipients": [member], "kind": "news", "about": member, "text": "Hello"}
    (told,) = notify(**{**given, **fields})
    return told


def headlines(response):
    return [notification.headline for notification in response.context["page"]]


def test_the_list_is_one_s_own_and_the_newest_comes_first(client, member):
    tell(member, text="First")
    tell(make_member(), text="Somebody else's")
    tell(member, text="Second\nWith details")

    response = client.get("/notifications/")

    assert headlines(response) == ["Second", "First"]
    assert "With details" in response.content.decode()


def test_the_list_shows_what_is_unread_or_waits(client, member):
    tell(member, text="Read")
    Notification.objects.update(read_at="2026-11-01T00:00Z")
    tell(member, text="Unread")
    tell(member, text="Settled", needs_action=True)
    done(kind="news", about=member)
    tell(member, text="Waiting", needs_action=True)

    assert headlines(client.get("/notifications/?show=unread")) == ["Waiting", "Settled", "Unread"]
    assert headlines(client.get("/notifications/?show=waiting")) == ["Waiting"]
    assert client.get("/notifications/?show=else").status_code == 404


@pytest.mark.parametrize("show", ["", "unread", "waiting"])
def test_an_empty_list_says_so(client, member, show):
    response = client.get(f"/notifications/?show={show}")

    assert 'class="empty"' in response.content.decode()


def test_words_of_others_are_escaped(client, member):
    tell(member, text="<b>Bold</b>\n<script>alert(1)</script>", about=member)

    page = client.get("/notifications/").content.decode()

    assert "&lt;b&gt;Bold" in page
    assert "<script>alert" not in page


def test_the_list_takes_the_same_questions_for_one_or_three(
    client, member, django_assert_num_queries
):
    tell(member)
    client.get("/notifications/")
    with django_assert_num_queries(6):
        client.get("/notifications/")
    tell(member, text="Two")
    tell(member, text="Three")

    with django_assert_num_queries(6):
        client.get("/notifications/")


def test_following_one_marks_it_as_read(client, member):
    told = tell(member, url="/topics/")

    response = client.get(f"/notifications/{told.pk}/")

    assert (response.status_code, response.url) == (302, "/topics/")
    assert Notification.objects.get().read_at is not None


def test_nobody_follows_or_reads_somebody_else_s(client, member):
    told = tell(make_member(), url="/topics/")

    assert client.get(f"/notifications/{told.pk}/").status_code == 404
    client.post("/notifications/read/", {"notification": told.pk})

    assert Notification.objects.get().read_at is None


def test_one_or_all_are_marked_as_read(client, member):
    first = tell(member)
    tell(member, text="Two")
    tell(member, text="Three")
    tell(make_member())

    client.post("/notifications/read/", {"notification": first.pk})
    assert Notification.objects.unread().count() == 3

    client.post("/notifications/read/")
    assert Notification.objects.unread().count() == 1


def test_marking_needs_a_form(client, member):
    assert client.get("/notifications/read/").status_code == 405
    assert client.post("/notifications/read/", {"notification": "x"}).status_code == 404


def test_the_header_counts_what_is_unread(client, member):
    tell(member)
    tell(member, text="Two")

    page = client.get("/topics/").content.decode()

    assert "2 unread" in page


def test_visitors_cost_no_question(rf, django_assert_num_queries):
    request = rf.get("/")
    request.user = AnonymousUser()

    with django_assert_num_queries(0):
        header = render_to_string("components/header.html", {}, request)

    assert reverse("notifications:index") not in header


def test_choices_begin_with_what_holds_now(client, member):
    Preference.objects.create(member=member, kind="news", frequency="daily")

    form = client.get("/notifications/choices/").context["form"]

    assert {field.name: field.value() for field in form} == {
        "digests": True,
        "alarm": "at_once",
        "news": "daily",
    }


def test_only_what_was_changed_is_remembered(client, member):
    response = client.post("/notifications/choices/", {"alarm": "at_once", "news": "never"})

    assert response.status_code == 302
    assert set(Preference.objects.values_list("member", "kind", "frequency")) == {
        (member.pk, DIGEST, "never"),
        (member.pk, "news", "never"),
    }


def test_what_cannot_come_is_not_asked_and_a_former_choice_stays(client, member):
    register(NotificationKind("office", "Reports", reaches=is_secretariat))
    Preference.objects.create(member=member, kind="office", frequency="daily")

    form = client.get("/notifications/choices/").context["form"]
    client.post("/notifications/choices/", {"digests": "on", "alarm": "never", "news": "weekly"})

    assert "office" not in form.fields
    assert set(Preference.objects.values_list("kind", "frequency")) == {
        ("office", "daily"),
        ("alarm", "never"),
    }


def test_digests_can_be_had_again(client, member):
    Preference.objects.create(member=member, kind=DIGEST, frequency="never")

    client.post("/notifications/choices/", {"digests": "on", "alarm": "at_once", "news": "weekly"})

    assert not Preference.objects.exists()


def test_an_unknown_frequency_is_refused(client, member):
    response = client.post("/notifications/choices/", {"alarm": "hourly", "news": "weekly"})

    assert response.context["form"].errors.keys() == {"alarm"}
    assert not Preference.objects.exists()


def stop_address(member):
    """The address in a mail to `member` about an alarm."""
    tell(member, kind="alarm")
    return mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")


def test_a_link_in_a_mail_ends_such_mails_after_a_question(client):
    member = make_member()
    address = stop_address(member)

    asked = client.get(address)
    assert "Alarms" in asked.content.decode()
    assert not Preference.objects.exists()

    client.post(address)

    preference = Preference.objects.get()
    assert (preference.member, preference.kind, preference.frequency) == (member, "alarm", "never")


def test_a_mail_program_may_end_mails_by_one_click():
    address = stop_address(make_member())

    response = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert Preference.objects.get().frequency == "never"


def test_a_forged_link_ends_nothing(client):
    address = stop_address(make_member())

    response = client.post(address[:-3] + "xx/")

    assert response.status_code == 404
    assert not Preference.objects.exists()


@pytest.mark.parametrize(
    "path", ["/notifications/", "/notifications/1/", "/notifications/choices/"]
)
def test_visitors_are_asked_to_sign_in(client, path):
    response = client.get(path)

    assert response.status_code == 302
    assert response.url.endswith(f"?next={path}")
