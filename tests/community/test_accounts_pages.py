"""Every page about accounts has our look, our words and no script of its own."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.template.loader import get_template
from django.urls import reverse

from ponte.community.accounts.browsers import name_browser
from ponte.community.accounts.listed import (
    ListedAccount,
    Listing,
    providers,
    register_listing,
)
from ponte.community.accounts.mails import NOTICES, TEMPLATES
from ponte.notifications.mail import render
from tests.community.people import make_member, show_password_again, sign_in

FOR_VISITORS = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_inactive",
    "socialaccount_login_cancelled",
]
FOR_MEMBERS = [
    "account",
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "usersessions_list",
    "socialaccount_connections",
]


def check_look(page):
    text = page.content.decode()
    assert page.status_code == 200
    assert "css/account.css" in text
    assert re.findall(r"<h1>[^<]+</h1>", text) != []
    assert re.findall(r"style=|<script(?! src=| id=\"passkey-options\")", text) == []


@pytest.mark.parametrize("name", FOR_VISITORS)
def test_pages_for_visitors(name, client, db):
    check_look(client.get(reverse(name)))


@pytest.mark.parametrize("name", FOR_MEMBERS)
def test_pages_for_members(name, client, db):
    member = make_member()
    RecoveryCodes.activate(member)
    sign_in(client)
    show_password_again(client)

    check_look(client.get(reverse(name)))


@pytest.mark.parametrize("name", FOR_MEMBERS)
def test_visitors_are_sent_to_sign_in(name, client, db):
    answer = client.get(reverse(name))

    if name == "account_logout":
        assert answer.url == "/"
    else:
        assert answer.url.startswith(reverse("account_login"))


def test_pages_about_one_passkey(client, db):
    member = make_member()
    key = Authenticator.objects.create(
        user=member, type=Authenticator.Type.WEBAUTHN, data={"name": "laptop", "credential": {}}
    )
    client.force_login(member)
    show_password_again(client)

    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        check_look(client.get(reverse(name, args=[key.pk])))


def test_the_page_that_asks_for_a_code(client, db):
    TOTP.activate(make_member(), "JBSWY3DPEHPK3PXP")
    sign_in(client)

    check_look(client.get(reverse("mfa_authenticate")))


def test_a_form_with_an_error_says_so_in_its_title(client, db):
    page = sign_in(client, password="wrong").content.decode()

    assert "<title>Error: Sign in · Ponte</title>" in page


@pytest.mark.parametrize("name", sorted(set(TEMPLATES.values())))
def test_mails_say_the_same_in_html_and_plain_text(name):
    subject, text, html = render(f"{name}", {"link": "https://ponte.example/x/", "email": "a@b.c"})

    assert subject.endswith("Ponte")
    assert "https://ponte.example/x/" in text
    assert 'href="https://ponte.example/x/"' in html


def test_every_notice_has_what_it_names():
    given = {"provider": "EU Login", "from_email": "a@b.c", "to_email": "d@e.f"}

    assert [name for name, text in NOTICES.items() if "%" in text % given] == []


def test_the_sign_in_page_lists_nobody_without_a_demonstration(client, db):
    page = client.get(reverse("account_login")).content.decode()

    assert ("Accounts to try" in page, "demo.example" in page) == (False, False)


def test_the_sign_in_page_lists_the_accounts_that_an_app_names(client, db):
    listing = Listing((ListedAccount("expert@demo.example", "thematic expert"),), "Ask Ada.")
    register_listing(lambda: listing)
    try:
        page = client.get(reverse("account_login")).content.decode()
    finally:
        providers.pop()

    parts = ("expert@<wbr>demo.example", "Thematic expert", "Ask Ada.")
    assert all(part in page for part in parts)


def test_the_header_leads_visitors_to_sign_in_and_back(client, db):
    page = client.get("/practices/?q=water").content.decode()

    assert 'href="/account/login/?next=/practices/%3Fq%3Dwater"' in page


def test_the_header_has_a_menu_for_members_and_the_back_office_for_whom_it_is_open(
    client, db, django_user_model
):
    client.force_login(make_member())
    member = client.get("/").content.decode()
    client.force_login(django_user_model.objects.create_superuser("root@people.example", "x"))
    administrator = client.get("/").content.decode()

    assert (">Grace</summary>" in member, "Sign out" in member) == (True, True)
    assert (">Back office<" in member, ">Back office<" in administrator) == (False, True)


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140 Safari/537",
            "Chrome, Linux",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36 Edg/140", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Firefox/140.0", "Firefox, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) Safari/604", "Safari, iPhone"),
        ("curl/8", "An unknown program"),
    ],
)
def test_browsers_have_names(user_agent, expected):
    assert name_browser(user_agent) == expected


@pytest.mark.parametrize(
    "name",
    ["429.html", "account/signup_closed.html", "socialaccount/authentication_error.html"],
)
def test_pages_that_are_seldom_seen_render(name):
    assert "<h1>" in get_template(name).render({})
