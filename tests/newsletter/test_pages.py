"""The archive, the desk of an issue and the back office."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from ponte.community.models import Role, RoleGrant
from ponte.newsletter import actions, picks
from ponte.newsletter.models import Consent, Delivery, Issue, Suppression
from tests.backoffice.pages import address
from tests.factories.articles import make_news, make_solution
from tests.factories.events import make_event
from tests.factories.members import make_member
from tests.factories.newsletter import make_issue, make_subscriber
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    member = make_member("editor@people.example")
    RoleGrant.objects.create(member=member, role=Role.SECRETARIAT)
    client.force_login(member, "allauth.account.auth_backends.AuthenticationBackend")
    return member


def text_of(response):
    return response.content.decode()


def at_desk(client, name, issue, **data):
    return client.post(reverse(f"newsletter:{name}", args=[issue.pk]), data)


def test_the_archive_has_what_was_sent_and_no_draft(client):
    sent, draft = make_issue(subject="Sent one"), make_issue(subject="Draft one")
    actions.schedule(issue=sent, by=make_member())

    archive = text_of(client.get(reverse("newsletter:index")))

    assert "Sent one" in archive
    assert "Draft one" not in archive
    assert client.get(sent.get_absolute_url()).status_code == 200
    assert client.get(draft.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_archive_asks_the_same_number_of_queries(client, count, django_assert_num_queries):
    for _ in range(count):
        actions.schedule(issue=make_issue(topics=["smart", "green"]), by=make_member())
    client.get(reverse("newsletter:index"))

    with django_assert_num_queries(3):
        client.get(reverse("newsletter:index"))


def test_on_the_web_an_issue_has_its_words_and_picks(client):
    practice = make_practice(title="Mentors for firms", state="validated")
    issue = make_issue(
        sections=[{"heading": "New", "text": "<p>Look.</p>", "items": practice.get_absolute_url()}]
    )
    actions.schedule(issue=issue, by=make_member())

    page = text_of(client.get(issue.get_absolute_url()))

    assert "Look." in page
    assert f'href="{practice.get_absolute_url()}"' in page


def test_at_the_desk_an_editor_tries_and_sends(client, editor):
    make_subscriber("reader@mail.example")
    issue = make_issue()

    before = text_of(client.get(reverse("newsletter:desk", args=[issue.pk])))
    at_desk(client, "test", issue, address="me@people.example")
    at_desk(client, "schedule", issue, at="")

    assert "It would go to 1 subscriber now." in before
    assert [each.to for each in mail.outbox] == [["me@people.example"], ["reader@mail.example"]]
    assert Issue.objects.get().state == "sent"


def test_a_time_that_has_passed_is_refused(client, editor):
    past = timezone.localtime() - timedelta(hours=1)

    response = at_desk(client, "schedule", make_issue(), at=past.strftime("%Y-%m-%dT%H:%M"))

    assert "This time has passed." in text_of(response)
    assert Issue.objects.get().state == "draft"


def test_a_step_that_is_no_longer_possible_is_told(client, editor):
    issue = make_issue()
    at_desk(client, "schedule", issue, at="")

    response = client.post(reverse("newsletter:recall", args=[issue.pk]), follow=True)

    assert "This newsletter has moved on meanwhile" in text_of(response)


def test_the_desk_shows_what_became_of_an_issue(client, editor):
    issue = make_issue()
    actions.schedule(issue=issue, by=editor)
    for state, more in (
        ("sent", {"left": True}),
        ("sent", {"complained": True}),
        ("bounced", {}),
    ):
        Delivery.objects.create(issue=issue, state=state, **more)

    figures = client.get(reverse("newsletter:desk", args=[issue.pk])).context["figures"]

    assert (figures.recipients, figures.sent, figures.bounced) == (3, 2, 1)
    assert (figures.left, figures.complained, figures.waiting) == (1, 1, 0)


def test_the_mail_is_framed_by_this_site_alone_and_runs_no_script(client, editor):
    response = client.get(reverse("newsletter:mail", args=[make_issue().pk]))

    policy = response["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "script-src 'self' " not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_at_the_desk_an_editor_picks_what_a_search_finds(client, editor, indexed):
    records = [
        make_practice(title="Sensors in barns", state="validated"),
        make_solution(title="Sensors: what we learned"),
        make_news(title="Sensors have arrived"),
        make_event(title="Sensors, a webinar"),
    ]
    make_event(title="Sensors, a draft", state="draft")
    indexed()
    issue = make_issue(sections=[{"heading": "New"}])
    desk = reverse("newsletter:desk", args=[issue.pk])

    found = client.get(desk, {"q": "sensors"}).context["picking"]["found"]
    by_address = client.get(desk, {"q": records[3].get_absolute_url()}).context["picking"]["found"]
    for number, record in enumerate(records):
        section = issue.sections.get().pk if number < 3 else ""
        at_desk(client, "pick", issue, add=record.get_absolute_url(), section=section)
    at_desk(client, "pick", issue, remove=records[0].get_absolute_url(),
            section=issue.sections.first().pk)  # fmt: skip
    at_desk(client, "test", issue, address="me@people.example")

    assert {pick.title for pick in found} == {record.title for record in records}
    assert [pick.title for pick in by_address] == [records[3].title]
    assert [section.picked for section in Issue.objects.get().sections.all()] == [
        [picks.find(each.get_absolute_url()) for each in records[1:3]],
        [picks.find(records[3].get_absolute_url())],
    ]
    assert all(each.title in mail.outbox[0].body for each in records[1:])
    assert at_desk(client, "pick", issue, add="/people/").status_code == 404


def test_what_is_sent_takes_no_more_picks(client, editor):
    practice = make_practice(title="Mentors for firms", state="validated")
    issue = make_issue(sections=[{"heading": "New"}])
    at_desk(client, "schedule", issue, at="")

    at_desk(client, "pick", issue, add=practice.get_absolute_url())

    assert [section.items for section in Issue.objects.get().sections.all()] == [""]


def test_an_editor_writes_an_issue_in_the_back_office(client, editor):
    practice = make_practice(title="Mentors for firms", state="validated")
    data = {
        "subject": "News",
        "preview": "",
        "language": "en",
        "introduction": "null",
        "sections-TOTAL_FORMS": "1",
        "sections-INITIAL_FORMS": "0",
        "sections-0-heading": "New",
        "sections-0-text": "null",
        "sections-0-items": "/practices/nothing-here/",
        "sections-0-ORDER": "1",
    }

    refused = client.post(address(Issue, "add"), data)
    client.post(address(Issue, "add"), {**data, "sections-0-items": practice.get_absolute_url()})

    assert "Nothing public is there: /practices/nothing-here/" in text_of(refused)
    (section,) = Issue.objects.get().sections.all()
    assert [pick.title for pick in section.picked] == ["Mentors for firms"]


def test_what_was_sent_is_no_longer_edited(client, editor):
    issue = make_issue()
    draft = client.get(address(Issue, "edit", issue.pk))
    actions.schedule(issue=issue, by=editor)

    sent = client.get(address(Issue, "edit", issue.pk))

    assert (draft.status_code, sent.status_code) == (200, 302)


@pytest.mark.parametrize("model", [Consent, Suppression])
def test_the_back_office_lists_what_was_said_about_addresses(client, editor, model):
    subscriber = make_subscriber()
    actions.leave(subscriber=subscriber)

    page = text_of(client.get(address(model, "list")))

    assert model.objects.get().subject in page
    assert subscriber.email not in page
