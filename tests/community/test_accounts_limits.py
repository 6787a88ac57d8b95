"""Attempts are counted per account and per network address, whatever a visitor forges."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.urls import reverse

from ponte.community.accounts.adapter import AccountAdapter
from ponte.community.apps import make_cache_table
from tests.community.people import is_signed_in, make_member, sign_in, sign_up

TOO_MANY = "Too many failed login attempts"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "", "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "no address", "0.0.0.0"),
        (1, "", "192.0.2.1"),
    ],
)
def test_a_visitor_is_known_by_what_our_outermost_proxy_saw(proxies, forwarded, expected, settings):
    settings.PROXIES = proxies
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory(REMOTE_ADDR="192.0.2.1").get("/", headers=headers)

    assert AccountAdapter().get_client_ip(request) == expected


def guess(client, times, *, email="grace@people.example", forwarded=None, **headers):
    """Sign in with a wrong password; `forwarded` gives the header for each attempt."""
    for number in range(times):
        given = {"x-forwarded-for": forwarded(number)} if forwarded else {}
        given |= {name: value(number) for name, value in headers.items()}
        address = email if isinstance(email, str) else email(number)
        response = sign_in(client, address, "wrong", **given)
    return response


def test_an_account_is_locked_for_a_while_from_everywhere(client, db, settings):
    settings.PROXIES = 1
    make_member()

    guess(client, 5, forwarded=lambda number: f"203.0.113.{number}")
    answer = sign_in(client, **{"x-forwarded-for": "198.51.100.1"})

    assert TOO_MANY in answer.content.decode()
    assert not is_signed_in(client)


def test_naming_another_host_does_not_open_the_lock(client, db):
    make_member()

    guess(client, 5, host=lambda number: f"localhost:{8000 + number}")
    answer = sign_in(client, host="localhost:9999")

    assert TOO_MANY in answer.content.decode()


def test_other_accounts_are_not_locked(client, db):
    make_member()
    make_member("ada@people.example")

    guess(client, 5)
    answer = sign_in(client, "ada@people.example")

    assert answer.status_code == 302


def test_an_account_that_does_not_exist_is_locked_just_the_same(client, db):
    answer = guess(client, 6, email="nobody@people.example")

    assert TOO_MANY in answer.content.decode()


@pytest.mark.parametrize(
    ("proxies", "forged"),
    [
        (0, "203.0.113.{}"),
        (1, "203.0.113.{}, 198.51.100.7"),
        (2, "6.6.6.{}, 198.51.100.7, 10.0.0.1"),
    ],
)
def test_one_address_may_not_try_many_accounts_whatever_it_forges(
    client, db, settings, proxies, forged
):
    settings.PROXIES = proxies
    make_member()

    guess(
        client,
        20,
        email=lambda number: f"{number}@people.example",
        forwarded=forged.format,
    )
    answer = sign_in(client, **{"x-forwarded-for": forged.format(99)})

    assert TOO_MANY in answer.content.decode()


def test_another_address_behind_the_same_proxy_may_still_sign_in(client, db, settings):
    settings.PROXIES = 1
    make_member()

    guess(
        client,
        20,
        email=lambda number: f"{number}@people.example",
        forwarded=lambda number: "198.51.100.7",
    )
    answer = sign_in(client, **{"x-forwarded-for": "198.51.100.8"})

    assert answer.status_code == 302


def test_signing_in_does_not_use_up_the_attempts(client, db):
    make_member()

    for _ in range(7):
        sign_in(client)
        client.logout()

    assert sign_in(client).url == "/dashboard/"


def test_many_accounts_from_one_address_are_refused(client, db):
    for number in range(20):
        sign_up(client, f"{number}@people.example")

    answer = sign_up(client, "late@people.example")

    assert answer.status_code == 429
    assert "That was too often" in answer.content.decode()


def test_nobody_floods_the_mailbox_of_another(client, db, mailoutbox, settings):
    settings.PROXIES = 1
    make_member()

    for number in range(6):
        client.post(
            reverse("account_reset_password"),
            {"email": "grace@people.example"},
            headers={"x-forwarded-for": f"203.0.113.{number}"},
        )
    sign_up(client, "GRACE@people.example")

    assert len(mailoutbox) == 3


def test_the_cache_that_counts_is_made_with_the_database(db, settings):
    backend = "django.core.cache.backends.db.DatabaseCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "made_for_a_test"}}

    make_cache_table("default")

    assert "made_for_a_test" in connection.introspection.table_names()
