"""The second step: apps and recovery codes, and the roles that need one."""

import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from cryptography.fernet import InvalidToken
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ponte.community.models import Role, RoleGrant
from tests.community.people import (
    is_signed_in,
    link_in,
    make_member,
    show_password_again,
    sign_in,
)

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret=SECRET):
    """What an app with `secret` shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_app(**fields):
    member = make_member(**fields)
    TOTP.activate(member, SECRET)
    return member


def expert(**fields):
    member = make_member(**fields)
    RoleGrant.objects.create(member=member, role=Role.EXPERT)
    return member


def give_code(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def test_with_an_app_the_password_is_not_enough(client, db):
    with_app()

    answer = sign_in(client)

    assert answer.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_the_code_of_the_app_completes_the_sign_in(client, db):
    with_app()
    sign_in(client)

    wrong = give_code(client, "000000")
    right = give_code(client, code_of())

    assert "Incorrect code" in wrong.content.decode()
    assert (right.url, is_signed_in(client)) == ("/dashboard/", True)


def test_codes_cannot_be_guessed(client, db):
    with_app()
    sign_in(client)

    for _ in range(5):
        give_code(client, "000000")
    answer = give_code(client, code_of())

    assert not is_signed_in(client)
    assert "Too many failed" in answer.content.decode()


def test_a_recovery_code_works_once(client, db):
    member = with_app()
    code = RecoveryCodes.activate(member).get_unused_codes()[0]

    sign_in(client)
    first = give_code(client, code)
    client.logout()
    sign_in(client)
    second = give_code(client, code)

    assert (first.url, second.status_code) == ("/dashboard/", 200)


def test_an_app_is_set_up_after_the_password_is_given_again(
    client, db, mailoutbox, django_capture_on_commit_callbacks
):
    make_member()
    sign_in(client)
    url = reverse("mfa_activate_totp")

    asked = client.get(url)
    show_password_again(client)
    secret = client.get(url).context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(url, {"code": code_of(secret)})
    codes = client.get(done.url)

    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert len(codes.context["unused_codes"]) == 10
    assert {mail.subject for mail in mailoutbox} == {"A change to your account at Ponte"}


def test_with_an_app_the_address_can_still_change(client, db, mailoutbox):
    member = with_app()
    sign_in(client)
    give_code(client, code_of())
    show_password_again(client)

    client.post(reverse("account_email"), {"email": "grace@new.example", "action_add": "1"})
    client.post(link_in(mailoutbox[0]))

    member.refresh_from_db()
    assert member.email == "grace@new.example"


def test_secrets_are_not_stored_in_the_clear(db):
    stored = with_app().authenticator_set.get().data["secret"]

    assert SECRET not in stored
    assert get_adapter().decrypt(stored) == SECRET


def test_secrets_survive_a_change_of_the_secret_key(db, settings):
    stored = get_adapter().encrypt(SECRET)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key of at least 32 characters"

    with pytest.raises(InvalidToken):
        get_adapter().decrypt(stored)
    settings.SECRET_KEY_FALLBACKS = [former]

    assert get_adapter().decrypt(stored) == SECRET


@pytest.mark.parametrize("address", ["/practices/", "/", "/people/me/", "/admin/"])
def test_a_role_that_needs_a_second_step_opens_nothing_without_it(client, db, settings, address):
    settings.SECOND_FACTOR_ROLES = ["expert"]
    expert()
    sign_in(client)

    answer = client.get(address)

    assert answer.url == reverse("mfa_index")


def test_the_pages_that_set_it_up_stay_open(client, db, settings):
    settings.SECOND_FACTOR_ROLES = ["expert"]
    expert()
    sign_in(client)

    page = client.get("/practices/", follow=True)

    assert page.status_code == 200
    assert "Your role needs a second step" in page.content.decode()
    assert "Your role needs one" in client.get(reverse("account")).content.decode()
    assert client.post(reverse("account_logout")).url == "/"


def test_with_the_second_step_the_role_works(client, db, settings):
    settings.SECOND_FACTOR_ROLES = ["expert"]
    TOTP.activate(expert(), SECRET)
    sign_in(client)
    give_code(client, code_of())

    assert client.get("/practices/").status_code == 200


def test_setting_it_up_opens_the_site_at_once(client, db, settings):
    settings.SECOND_FACTOR_ROLES = ["expert"]
    member = expert()
    sign_in(client)

    TOTP.activate(member, SECRET)

    assert client.get("/practices/").status_code == 200


def test_members_without_such_a_role_are_not_asked(client, db, settings):
    settings.SECOND_FACTOR_ROLES = ["expert"]
    member = expert()
    member.role_grants.update(ended_at="2026-01-01T00:00Z")
    sign_in(client)

    assert client.get("/practices/").status_code == 200


def test_whoever_has_every_right_is_an_administrator(client, db, settings):
    settings.SECOND_FACTOR_ROLES = ["administrator"]
    make_member(is_superuser=True)
    sign_in(client)

    assert client.get("/practices/").url == reverse("mfa_index")


def test_the_last_step_that_a_role_needs_is_not_removed(client, db, settings):
    settings.SECOND_FACTOR_ROLES = ["expert"]
    TOTP.activate(expert(), SECRET)
    sign_in(client)
    give_code(client, code_of())
    show_password_again(client)

    page = client.post(reverse("mfa_deactivate_totp"))

    assert "You cannot deactivate" in page.content.decode()
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).count() == 1


def test_others_remove_it_after_the_password_is_given_again(client, db):
    with_app()
    sign_in(client)
    give_code(client, code_of())

    refused = client.post(reverse("mfa_deactivate_totp"))
    show_password_again(client)
    client.post(reverse("mfa_deactivate_totp"))

    assert refused.url.startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.count() == 0


def test_a_session_with_a_second_step_costs_no_query(
    client, db, settings, django_assert_num_queries
):
    settings.SECOND_FACTOR_ROLES = []
    TOTP.activate(expert(), SECRET)
    sign_in(client)
    give_code(client, code_of())
    address = reverse("pages:about")
    client.get(address)

    with CaptureQueriesContext(connection) as without:
        client.get(address)
    settings.SECOND_FACTOR_ROLES = ["expert"]
    with django_assert_num_queries(len(without)):
        client.get(address)
