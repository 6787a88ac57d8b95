"""My data: what is kept about a member, to read, to take along and to erase."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from ponte import activity, search
from ponte.activity.models import Entry
from ponte.community.models import Block, ContactMessage, Member, Report, Role, RoleGrant
from ponte.community.privacy.actions import OnlyAdministrator, erase
from ponte.core import retention
from ponte.core.personal import holdings
from ponte.notifications import kinds
from ponte.notifications.actions import notify
from ponte.notifications.mail import send_mail_to
from ponte.notifications.models import Notification
from ponte.practices.models import Practice
from ponte.projects.models import ProjectMember
from tests.factories.members import make_member
from tests.factories.practices import make_practice
from tests.factories.projects import make_project

NAME = "Zerafina Quillburn"
ADDRESS = "zerafina@quillburn.example"
PASSWORD = "a-long-unusual-word-91"


@pytest.fixture
def member(db):
    return make_member(
        ADDRESS,
        password=PASSWORD,
        first_name="Zerafina",
        last_name="Quillburn",
        about="Quillburn tells everything about herself.",
        expertise=["quillburnology"],
    )


@pytest.fixture
def signed_in(client, member):
    """The browser of somebody who has just given the password."""
    EmailAddress.objects.create(user=member, email=ADDRESS, verified=True, primary=True)
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def a_kind():
    kind = kinds.NotificationKind("test_news", "news", default="at_once")
    kinds.kinds[kind.code] = kind
    yield kind.code
    del kinds.kinds[kind.code]


def rows_that_say(*words):
    """Each "table.column" in which one of `words` stands, in whatever case."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                name = f'"{table}"."{column.name}"'
                for word in words:
                    cursor.execute(
                        f'SELECT 1 FROM "{table}" WHERE LOWER(CAST({name} AS TEXT)) LIKE %s',
                        [f"%{word.lower()}%"],
                    )
                    if cursor.fetchone():
                        found.add(f"{table}.{column.name}")
    return found


def test_every_relation_to_a_member_says_what_becomes_of_it():
    relations = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields(include_parents=False)
        if field.is_relation and field.concrete and field.related_model is Member
    }

    held = {holding.name for holding in holdings if is_relation(holding)}
    assert held == relations


def is_relation(holding):
    """Not where a member is known by the e-mail address alone."""
    return holding.model._meta.get_field(holding.field).is_relation


def test_what_stays_says_why():
    assert [h.name for h in holdings if h.fate.value == "kept" and not h.why] == []


def test_the_page_shows_the_profile_and_no_secret(signed_in, member):
    page = signed_in.get("/account/data/").content.decode()

    assert "Quillburn tells everything about herself." in page
    assert "<dd>quillburnology</dd>" in page.replace("\n", "")
    assert "Your e-mail addresses (1)" in page
    assert member.password not in page
    assert signed_in.session.session_key not in page


def test_the_file_holds_the_account_and_what_refers_to_it(signed_in, member):
    make_practice(title="Bees on roofs", author=member)

    response = signed_in.get("/account/data/my-data.json")
    data = json.loads(response.content)

    assert response.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert data["account"]["first_name"] == "Zerafina"
    assert data["account"]["expertise"] == ["quillburnology"]
    assert "password" not in data["account"]
    assert data["account.EmailAddress.user"] == [
        {
            "user": NAME,
            "email": ADDRESS,
            "verified": True,
            "primary": True,
        }
    ]
    assert [each["title"] for each in data["practices.Practice.author"]] == ["Bees on roofs"]


def test_whoever_reports_a_member_is_not_named_in_the_members_data(signed_in, member):
    Block.objects.create(
        blocker=make_member(first_name="Silent", last_name="Witness"), blocked=member
    )

    data = signed_in.get("/account/data/my-data.json").content.decode()

    assert "Silent" not in data


def test_nothing_in_the_database_tells_of_an_erased_member(member, indexed, a_kind):
    other = make_member(first_name="Ruth")
    make_practice(title="Quillburn's draft", author=member, state=Practice.State.DRAFT)
    ContactMessage.objects.create(
        sender=member, recipient=other, subject="Hello", text=f"Yours, {NAME}"
    )
    Report.objects.create(
        reporter=other, kind="community.member", object_id=member.pk, label=NAME, reason="spam"
    )
    notify(recipients=[other], kind=a_kind, about=member, text=f"{NAME} wrote to you.")
    notify(recipients=[member], kind=a_kind, about=other, text="Dear Zerafina Quillburn, news.")
    send_mail_to(
        member_or_address=ADDRESS,
        template="notification",
        context={"notification": Notification.objects.get(recipient=member), "link": ""},
    )
    EmailAddress.objects.create(user=member, email=ADDRESS, verified=True, primary=True)
    indexed()
    handle = str(member.handle)

    erase(member=member)
    indexed()

    assert rows_that_say("quillburn", "zerafina", handle, handle.replace("-", "")) == set()


def test_an_erased_member_is_found_no_longer(member, indexed):
    indexed()
    before = [hit.title for hit in search.query(search.SearchQuery(text="Quillburn")).hits]

    erase(member=member)
    indexed()

    assert before == [NAME]
    assert search.query(search.SearchQuery(text="Quillburn")).hits == []


def test_published_practices_and_the_log_stay(member):
    practice = make_practice(author=member)
    entry = activity.record(actor=member, verb="submit", target=practice)

    erase(member=member)

    member.refresh_from_db()
    practice.refresh_from_db()
    assert practice.author == member
    assert str(practice.author) == "A former member"
    assert Entry.objects.get(pk=entry.pk).actor == member
    assert [each.verb for each in Entry.objects.about(member)] == ["erase"]
    assert (member.is_active, member.has_usable_password()) == (False, False)
    assert member.email == f"erased-{member.handle}@invalid"


def test_a_draft_goes_to_a_co_author(member):
    other = make_member()
    draft = make_practice(author=member, state=Practice.State.DRAFT)
    draft.co_authors.add(other)

    erase(member=member)

    draft.refresh_from_db()
    assert draft.author == other
    assert list(draft.co_authors.all()) == []


def test_drafts_of_others_lose_only_the_co_author(member):
    draft = make_practice(author=make_member(), state=Practice.State.DRAFT)
    draft.co_authors.add(member)

    erase(member=member)

    assert Practice.objects.filter(pk=draft.pk, co_authors=None).exists()


def test_roles_end_and_parts_in_projects_go(member):
    grant = RoleGrant.objects.create(member=member, role=Role.EXPERT)
    project = make_project()
    ProjectMember.objects.create(project=project, member=member, role="web_admin")

    erase(member=member)

    grant.refresh_from_db()
    assert grant.ended_at is not None
    assert ProjectMember.objects.count() == 0


def test_the_only_administrator_cannot_go(member):
    RoleGrant.objects.create(member=member, role=Role.ADMINISTRATOR)

    with pytest.raises(OnlyAdministrator):
        erase(member=member)

    RoleGrant.objects.create(member=make_member(), role=Role.ADMINISTRATOR)
    erase(member=member)
    member.refresh_from_db()
    assert member.erased_at is not None


def test_deleting_the_account_needs_the_box_and_signs_out(signed_in, member):
    refused = signed_in.post("/account/delete/", {})

    member.refresh_from_db()
    assert refused.status_code == 400
    assert member.is_active

    response = signed_in.post("/account/delete/", {"understood": "on"}, follow=True)

    member.refresh_from_db()
    assert "Your account is deleted." in response.content.decode()
    assert not response.wsgi_request.user.is_authenticated
    assert member.erased_at is not None


def test_the_page_says_what_goes_and_what_stays(signed_in, member):
    make_practice(title="Begun", author=member, state=Practice.State.DRAFT)
    make_practice(title="Done", author=member)

    page = signed_in.get("/account/delete/").content.decode()

    assert "Drafts that only you write (1)" in page
    assert "Good practices you submitted (1)" in page
    assert "They are knowledge of public bodies, which others use and cite." in page


@pytest.mark.parametrize("address", ["/account/delete/", "/account/data/my-data.json"])
def test_whoever_signed_in_long_ago_gives_the_password_again(client, member, address):
    client.force_login(member, "allauth.account.auth_backends.AuthenticationBackend")

    response = client.get(address)

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_reauthenticate"))


def test_other_sessions_of_an_erased_member_are_worth_nothing(signed_in, member, client):
    erase(member=member)

    response = signed_in.get("/account/data/")

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_retention_deletes_what_is_too_old(member, settings, a_kind):
    settings.RETENTION = {**settings.RETENTION, "notifications": 10, "messages": 10, "reports": 0}
    other = make_member()
    for days in (9, 11):
        message = ContactMessage.objects.create(
            sender=member, recipient=other, subject=f"{days} days", text="Hello"
        )
        when = timezone.now() - timedelta(days=days)
        ContactMessage.objects.filter(pk=message.pk).update(sent_at=when)
        for needs_action in (False, True):
            notify(
                recipients=[member],
                kind=a_kind,
                about=other,
                text=f"{days} days",
                needs_action=needs_action,
                key=f"{days}-{needs_action}",
            )
        Notification.objects.filter(text=f"{days} days").update(created_at=when)
    Report.objects.create(
        reporter=member,
        kind="x",
        object_id=1,
        label="x",
        reason="spam",
        settled_at=timezone.now() - timedelta(days=9999),
    )

    said = retention.carry_out()

    assert list(ContactMessage.objects.values_list("subject", flat=True)) == ["9 days"]
    assert sorted(Notification.objects.values_list("text", "needs_action")) == [
        ("11 days", True),
        ("9 days", False),
        ("9 days", True),
    ]
    assert Report.objects.count() == 1
    assert "messages 1" in said.split(", ")


def test_retention_deletes_accounts_that_nobody_confirmed(db, settings):
    settings.RETENTION = {**settings.RETENTION, "unconfirmed": 14}
    long_ago = timezone.now() - timedelta(days=15)
    for address, verified, joined in (
        ("old@people.example", False, long_ago),
        ("new@people.example", False, timezone.now()),
        ("good@people.example", True, long_ago),
    ):
        who = make_member(address, date_joined=joined)
        EmailAddress.objects.create(user=who, email=address, verified=verified, primary=True)
    make_member("console@people.example", date_joined=long_ago)

    retention.carry_out()

    assert sorted(Member.objects.values_list("email", flat=True)) == [
        "console@people.example",
        "good@people.example",
        "new@people.example",
    ]


def test_retention_clears_sessions_that_are_over(db):
    Session.objects.create(
        session_key="x", session_data="", expire_date=timezone.now() - timedelta(days=1)
    )

    retention.carry_out()

    assert Session.objects.count() == 0
