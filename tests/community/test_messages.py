"""Writing to people, blocking and reporting them."""

import pytest
from django.core import mail

from ponte.activity.models import Entry
from ponte.community import actions
from ponte.community.models import Block, ContactMessage, Report
from ponte.notifications.models import Notification
from tests.community.cost import queries
from tests.factories.community import make_member, make_organisation


@pytest.fixture
def sender(client, db):
    member = make_member("sender@hidden.example", first_name="Sam", last_name="Sender")
    client.force_login(member)
    return member


@pytest.fixture
def recipient(db):
    return make_member("recipient@hidden.example", first_name="Rita", last_name="Reader")


def write(client, person, **changes):
    return client.post(
        f"{person.get_absolute_url()}write/", {"subject": "Vouchers", "text": "How?", **changes}
    )


def test_a_message_arrives_and_shows_no_address(
    client, sender, recipient, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = write(client, recipient)

    message = ContactMessage.objects.get()
    assert response["Location"] == recipient.get_absolute_url()
    assert (message.sender, message.recipient, message.subject) == (sender, recipient, "Vouchers")
    notification = Notification.objects.get()
    assert notification.recipient == recipient
    assert notification.text == "Sam Sender: Vouchers\n\nHow?"
    assert notification.url == f"/people/messages/#message-{message.pk}"
    assert "sender@hidden.example" not in notification.text
    assert [letter.to for letter in mail.outbox] == [["recipient@hidden.example"]]
    assert "sender@hidden.example" not in mail.outbox[0].message().as_string()


def test_both_read_their_messages_and_nobody_else_does(client, sender, recipient):
    write(client, recipient)

    sent = client.get("/people/messages/").content.decode()
    client.force_login(recipient)
    received = client.get("/people/messages/").content.decode()
    client.force_login(make_member())
    others = client.get("/people/messages/").content.decode()

    assert ["Vouchers" in page for page in (sent, received, others)] == [True, True, False]
    assert f"{sender.get_absolute_url()}write/?subject=Re%3A%20Vouchers" in received


def test_messages_cost_the_same_for_one_and_four(client, sender):
    write(client, make_member())
    one = queries(client, "/people/messages/")

    for _each in range(3):
        write(client, make_member())
    four = queries(client, "/people/messages/")

    assert four == one <= 8


def test_a_blocked_sender_and_a_closed_letterbox_read_the_same(client, sender, recipient):
    closed = make_member(first_name="Rita", last_name="Reader", visibility={"contact": "nobody"})
    actions.block(blocker=recipient, blocked=sender)

    pages = [client.get(f"{each.get_absolute_url()}write/") for each in (recipient, closed)]
    write(client, recipient)
    write(client, closed)

    texts = [page.content.decode().split("<main")[1] for page in pages]
    assert texts[0].replace(str(recipient.handle), "") == texts[1].replace(str(closed.handle), "")
    assert ContactMessage.objects.count() == 0


def test_a_block_is_undone(client, sender, recipient):
    client.force_login(recipient)
    page = sender.get_absolute_url()

    client.post(f"{page}block/")
    client.post(f"{page}block/")
    blocked = Block.objects.count()
    client.post(f"{page}unblock/")

    assert (blocked, Block.objects.count()) == (1, 0)


def test_nobody_blocks_or_writes_to_themselves(client, sender):
    client.post(f"{sender.get_absolute_url()}block/")
    response = write(client, sender)

    assert response["Location"] == "/people/messages/"
    assert (Block.objects.count(), ContactMessage.objects.count()) == (0, 0)


def test_blocking_is_no_link_to_follow(client, sender, recipient):
    assert client.get(f"{recipient.get_absolute_url()}block/").status_code == 405


def test_a_day_has_a_limit_of_messages(client, sender, recipient):
    for _each in range(actions.MESSAGES_A_DAY):
        actions.write(sender=sender, recipient=make_member(), subject="Hi", text="There")

    response = write(client, recipient)

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "You have written many messages today. Please go on tomorrow."
    ]
    assert recipient.received_messages.count() == 0


def test_a_text_over_the_limit_is_refused(client, sender, recipient):
    response = write(client, recipient, text="x" * 2001)

    assert response.status_code == 422
    assert "text" in response.context["form"].errors


def test_visitors_are_sent_to_the_sign_in(client, recipient):
    response = write(client, recipient)

    assert response["Location"].startswith("/account/login/?next=")
    assert ContactMessage.objects.count() == 0


# Reports


def test_a_report_reaches_the_secretariat_and_nobody_else(client, sender, recipient):
    secretariat = make_member(roles=["secretariat"])
    make_member(roles=["expert"])

    client.post(f"{recipient.get_absolute_url()}report/", {"reason": "spam", "text": "Sells boats"})

    report = Report.objects.get()
    assert (report.kind, report.object_id) == ("community.member", recipient.pk)
    assert (report.label, report.url) == ("Rita Reader", recipient.get_absolute_url())
    notification = Notification.objects.get()
    assert (notification.recipient, notification.needs_action) == (secretariat, True)
    assert notification.text == "Rita Reader: advertising or spam\n\nSells boats"
    assert notification.url == f"/admin/reports/edit/{report.pk}/"


def test_an_organisation_is_reported_the_same_way(client, sender):
    organisation = make_organisation("Boats Ltd")

    client.post("/organisations/boats-ltd/report/", {"reason": "false", "text": "Not real"})

    report = Report.objects.get()
    assert (report.kind, report.object_id) == ("community.organisation", organisation.pk)


def test_who_reported_learns_what_came_of_it(sender, recipient):
    secretariat = make_member(roles=["secretariat"])
    report = actions.report(reporter=sender, target=recipient, reason="spam", text="Boats")

    actions.settle_report(report=report, by=secretariat, outcome="We spoke with them.")

    assert report.settled_by == secretariat
    told = Notification.objects.get(recipient=sender)
    assert told.text == "Rita Reader\n\nWe spoke with them."
    assert Notification.objects.get(recipient=secretariat).settled_at is not None
    assert [(entry.verb, entry.actor) for entry in Entry.objects.about(report)] == [
        ("settle", secretariat)
    ]
