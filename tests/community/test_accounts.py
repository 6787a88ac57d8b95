"""Signing up, confirming the address, signing in and out, forgetting the password."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from tests.community.people import (
    PASSWORD,
    is_signed_in,
    link_in,
    make_member,
    show_password_again,
    sign_in,
    sign_up,
)


def words_of(response):
    """A page without its tokens and without the address that was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return re.sub(r"\w+@people\.example", "", text)


def test_a_newcomer_signs_up_confirms_the_address_and_signs_in(client, db, mailoutbox):
    sign_up(client, "Ada@People.example")
    before = sign_in(client, "ada@people.example")
    client.post(link_in(mailoutbox[0]))
    after = sign_in(client, "ada@people.example")

    assert mailoutbox[0].to == ["ada@people.example"]
    assert before.url == reverse("account_email_verification_sent")
    assert after.url == "/dashboard/"
    assert get_user_model().objects.get().get_full_name() == "Ada Lovelace"


def test_opening_the_link_in_a_mail_confirms_nothing_yet(client, db, mailoutbox):
    sign_up(client)

    client.get(link_in(mailoutbox[0]))

    assert not get_user_model().objects.get().emailaddress_set.get().verified


def test_a_used_link_says_so(client, db, mailoutbox):
    sign_up(client)
    client.post(link_in(mailoutbox[0]))

    page = client.get(link_in(mailoutbox[0])).content.decode()

    assert "This link no longer works" in page


def test_signing_up_with_an_address_that_has_an_account_looks_the_same(client, db, mailoutbox):
    make_member("grace@people.example")

    known = sign_up(client, "grace@people.example")
    known_page = client.get(known.url)
    client.logout()
    unknown = sign_up(client, "ada@people.example")
    unknown_page = client.get(unknown.url)

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert words_of(known_page) == words_of(unknown_page)
    assert get_user_model().objects.count() == 2
    assert [mail.to for mail in mailoutbox] == [["grace@people.example"], ["ada@people.example"]]
    assert {mail.subject for mail in mailoutbox} == {"Your account at Ponte"}
    assert "You have an account already" in mailoutbox[0].body


def test_asking_for_a_new_password_looks_the_same_for_everybody(client, db, mailoutbox):
    make_member("grace@people.example")
    reset = reverse("account_reset_password")

    known = client.post(reset, {"email": "grace@people.example"}, follow=True)
    unknown = client.post(reset, {"email": "nobody@people.example"}, follow=True)

    assert words_of(known) == words_of(unknown)
    assert [mail.to for mail in mailoutbox] == [
        ["grace@people.example"],
        ["nobody@people.example"],
    ]
    assert {mail.subject for mail in mailoutbox} == {"Your password at Ponte"}


def test_a_wrong_password_and_a_wrong_address_give_the_same_answer(client, db):
    make_member("grace@people.example")

    wrong_password = sign_in(client, "grace@people.example", "wrong")
    wrong_address = sign_in(client, "nobody@people.example", "wrong")

    assert words_of(wrong_password) == words_of(wrong_address)


def test_a_bot_that_fills_the_hidden_field_makes_no_account(client, db, mailoutbox):
    answer = sign_up(client, website="https://spam.example")

    assert answer.url == reverse("account_email_verification_sent")
    assert (get_user_model().objects.count(), mailoutbox) == (0, [])


def test_addresses_of_the_demonstration_are_refused(client, db):
    page = sign_up(client, "Expert@Demo.Example")

    assert "belong to the demonstration" in page.content.decode()
    assert get_user_model().objects.count() == 0


def test_a_forgotten_password_is_replaced_by_a_link(client, db, mailoutbox):
    make_member()
    client.post(reverse("account_reset_password"), {"email": "grace@people.example"})

    form = client.get(link_in(mailoutbox[0]), follow=True)
    client.post(
        form.request["PATH_INFO"],
        {"password1": "nine quiet lanterns", "password2": "nine quiet lanterns"},
    )
    again = client.get(link_in(mailoutbox[0]), follow=True)

    assert sign_in(client, password="nine quiet lanterns").url == "/dashboard/"
    assert "This link no longer works" in again.content.decode()
    assert mailoutbox[1].subject == "A change to your account at Ponte"


def test_links_in_mails_lead_to_this_site_whatever_the_request_says(client, db, mailoutbox):
    make_member()

    client.post(
        reverse("account_reset_password"),
        {"email": "grace@people.example"},
        headers={"host": "localhost:6666"},
    )

    assert link_in(mailoutbox[0]).startswith("/account/password/reset/key/")
    assert "6666" not in mailoutbox[0].body


def test_a_superuser_made_by_command_signs_in_at_once(client, db):
    get_user_model().objects.create_superuser("root@people.example", PASSWORD)

    assert sign_in(client, "root@people.example").url == "/dashboard/"


def test_a_closed_account_is_told_so_only_with_its_password(client, db):
    make_member(is_active=False)

    wrong = sign_in(client, password="wrong")
    right = sign_in(client)

    assert "closed" not in wrong.content.decode()
    assert right.url == reverse("account_inactive")
    assert not is_signed_in(client)


def test_signing_in_leads_on_to_the_page_that_asked_but_never_off_the_site(client, db):
    make_member()
    url = reverse("account_login")
    given = {"login": "grace@people.example", "password": PASSWORD}

    here = client.post(url, {**given, "next": "/practices/"})
    client.logout()
    elsewhere = client.post(url, {**given, "next": "https://evil.example/"})

    assert (here.url, elsewhere.url) == ("/practices/", "/dashboard/")


def test_signing_out_needs_a_click(client, db):
    client.force_login(make_member())

    client.get(reverse("account_logout"))
    assert is_signed_in(client)

    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_the_address_changes_only_after_the_password_and_a_confirmation(client, db, mailoutbox):
    member = make_member()
    sign_in(client)
    new = {"email": "grace@new.example", "action_add": "1"}

    refused = client.post(reverse("account_email"), new)
    show_password_again(client)
    client.post(reverse("account_email"), new)
    member.refresh_from_db()
    before = member.email
    client.post(link_in(mailoutbox[0]))
    member.refresh_from_db()

    assert refused.url.startswith(reverse("account_reauthenticate"))
    assert (before, member.email) == ("grace@people.example", "grace@new.example")
    assert mailoutbox[0].to == ["grace@new.example"]
    assert "from grace@people.example to grace@new.example" in mailoutbox[1].body
    assert mailoutbox[1].to == ["grace@people.example"]


def test_changing_to_an_address_somebody_has_tells_nothing(client, db, mailoutbox):
    make_member("ada@people.example")
    make_member()
    sign_in(client)
    show_password_again(client)

    page = client.post(
        reverse("account_email"), {"email": "ada@people.example", "action_add": "1"}, follow=True
    )

    assert "We have sent a mail to ada@people.example" in page.content.decode()


def test_a_changed_password_ends_the_sessions_elsewhere(client, db, django_client, mailoutbox):
    make_member()
    sign_in(client)
    sign_in(django_client)

    client.post(
        reverse("account_change_password"),
        {
            "oldpassword": PASSWORD,
            "password1": "nine quiet lanterns",
            "password2": "nine quiet lanterns",
        },
    )

    assert client.get(reverse("account")).status_code == 200
    assert django_client.get(reverse("account")).status_code == 302
    assert mailoutbox[0].subject == "A change to your account at Ponte"


def test_sessions_are_listed_and_ended(client, db, django_client):
    make_member()
    sign_in(client, **{"user-agent": "Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/140.0"})
    sign_in(django_client, **{"user-agent": "Mozilla/5.0 (iPhone) Version/18 Safari/604"})
    url = reverse("usersessions_list")

    page = client.get(url).content.decode()
    client.post(url)

    assert ("Firefox, Windows" in page, "Safari, iPhone" in page) == (True, True)
    assert django_client.get(url).status_code == 302
    assert client.get(url).status_code == 200


@pytest.fixture
def django_client():
    """A second browser."""

    return Client()


def test_the_back_office_has_the_same_sign_in(client, db):
    visitor = client.get("/admin/", follow=True)
    client.force_login(make_member())
    member = client.get("/admin/", follow=True)

    assert visitor.redirect_chain[-1][0] == "/account/login/?next=%2Fadmin%2F"
    assert member.status_code == 403
    assert "no part in the back office" in member.content.decode()


def test_the_back_office_changes_neither_password_nor_address(client, db):
    client.force_login(get_user_model().objects.create_superuser("root@people.example", PASSWORD))

    page = client.get(reverse("wagtailadmin_account")).content.decode()

    assert ('type="email"' in page, 'type="password"' in page) == (False, False)
    assert client.get(reverse("wagtailadmin_password_reset")).status_code == 404
