"""Subscribing, choosing and leaving without an account."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from ponte.core.personal import erasing, parts_about
from ponte.newsletter import actions, links
from ponte.newsletter.addresses import trace
from ponte.newsletter.models import Consent, Delivery, Subscriber, Suppression
from tests.factories.members import make_member
from tests.factories.newsletter import make_issue, make_subscriber

pytestmark = pytest.mark.django_db

ASKED = {
    "email": "Ana@Mail.example",
    "topics": ["smart"],
    "language": "de",
    "agree": "on",
    "website": "",
}


def ask(client, **changed):
    return client.post(reverse("newsletter:subscribe"), {**ASKED, **changed})


def link_in_mail():
    return urlsplit(re.search(r"http\S+/newsletter/\S+", mail.outbox[-1].body)[0]).path


def acts():
    return list(Consent.objects.order_by("pk").values_list("act", flat=True))


def test_nothing_of_an_address_is_kept_before_it_is_confirmed(client):
    response = ask(client)

    assert response.url == reverse("newsletter:asked")
    assert not Subscriber.objects.exists()
    assert Consent.objects.get().subject == trace("ana@mail.example")
    assert len(mail.outbox) == 1


def test_only_the_button_behind_the_link_confirms(client):
    ask(client)
    link = link_in_mail()

    client.get(link)
    before = Subscriber.objects.count()
    client.post(link)

    assert before == 0
    subscriber = Subscriber.objects.get()
    assert (subscriber.email, subscriber.language) == ("ana@mail.example", "de")
    assert [topic.slug for topic in subscriber.topics.all()] == ["smart"]
    assert acts() == ["asked", "confirmed"]
    assert Consent.objects.first().wording


def test_to_confirm_twice_is_to_confirm_once(client):
    ask(client)
    link = link_in_mail()

    client.post(link)
    client.post(link)

    assert Subscriber.objects.count() == 1
    assert acts() == ["asked", "confirmed"]


def test_the_question_is_written_in_the_language_asked_for(client):
    ask(client, language="en")

    assert mail.outbox[0].subject == "Do you want our newsletter?"


def test_a_forged_or_old_link_confirms_nothing(client, monkeypatch):
    ask(client)
    link = link_in_mail()
    monkeypatch.setattr(links, "A_WEEK", -1)

    answers = [client.post(link), client.post(link[:-3] + "x/")]

    assert all("no longer holds" in answer.content.decode() for answer in answers)
    assert not Subscriber.objects.exists()


def test_who_has_it_already_gets_the_link_to_their_choice(client):
    make_subscriber("ana@mail.example")

    response = ask(client, language="en")

    assert response.url == reverse("newsletter:asked")
    assert mail.outbox[0].subject == "You get our newsletter already"


def test_machines_and_those_who_do_not_agree_get_no_mail(client):
    ask(client, website="http://spam.example")
    response = ask(client, agree="")

    assert response.status_code == 200
    assert mail.outbox == []


def test_an_address_is_written_to_three_times_an_hour_at_most(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"unasked_mail": "3/h/key", "newsletter": "20/h/ip"}

    for _ in range(5):
        ask(client)

    assert len(mail.outbox) == 3


def test_the_choice_changes_by_the_link_alone(client):
    subscriber = make_subscriber(topics=["smart"])
    address = reverse("newsletter:preferences", args=[links.token_of(subscriber.pk)])

    client.post(address, {"topics": ["green", "social"], "language": "fr"})

    subscriber.refresh_from_db()
    assert subscriber.language == "fr"
    assert sorted(topic.slug for topic in subscriber.topics.all()) == ["green", "social"]
    assert acts() == ["changed"]


def test_mail_programs_unsubscribe_with_one_post():
    """RFC 8058: a POST of List-Unsubscribe=One-Click, with no cookie and no page before."""
    subscriber = make_subscriber("ana@mail.example")
    row = make_issue().deliveries.create(subscriber=subscriber, state="sent")
    token = links.token_of(subscriber.pk, row.pk)

    response = Client(enforce_csrf_checks=True).post(
        reverse("newsletter:leave", args=[token]), {"List-Unsubscribe": "One-Click"}
    )

    assert response.status_code == 200
    assert not Subscriber.objects.exists()
    kept = Suppression.objects.get()
    assert (kept.subject, kept.reason) == (trace("ana@mail.example"), "left")
    row.refresh_from_db()
    assert (row.subscriber, row.left, row.state) == (None, True, "sent")


def test_to_look_at_the_link_does_not_unsubscribe(client):
    subscriber = make_subscriber()

    client.get(reverse("newsletter:leave", args=[links.token_of(subscriber.pk)]))

    assert Subscriber.objects.exists()


def test_after_leaving_no_row_of_the_database_has_the_address(client):
    ask(client, email="quitter@mail.example")
    client.post(link_in_mail())
    actions.leave(subscriber=Subscriber.objects.get())

    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [table for row in cursor.fetchall() if "quitter@" in str(row)]
    assert found == []


def test_who_left_may_come_back(client):
    actions.leave(subscriber=make_subscriber("ana@mail.example"))

    ask(client)
    client.post(link_in_mail())

    assert Subscriber.objects.get().email == "ana@mail.example"
    assert not Suppression.objects.exists()


def test_who_complained_is_not_even_asked(client):
    ask(client)
    link = link_in_mail()
    Suppression.objects.create(subject=trace("ana@mail.example"), reason="complained")

    ask(client)
    response = client.post(link)

    assert len(mail.outbox) == 1
    assert response.status_code == 404
    assert not Subscriber.objects.exists()


def test_the_log_of_consents_is_only_added_to():
    actions.leave(subscriber=make_subscriber())

    for change in (
        lambda: Consent.objects.update(act="confirmed"),
        lambda: Consent.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert acts() == ["left"]


def test_a_member_sees_their_subscription_and_it_goes_with_the_account():
    member = make_member("Ana@mail.example")
    make_subscriber("ana@mail.example")
    make_subscriber("other@mail.example")

    labels = [str(part.holding.label) for part in parts_about(member)]
    erasing.send(type(member), member=member)

    assert "Your newsletter subscription" in labels
    assert [each.email for each in Subscriber.objects.all()] == ["other@mail.example"]
    assert not Delivery.objects.exists()
