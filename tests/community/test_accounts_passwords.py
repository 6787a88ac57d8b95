"""Which passwords are refused. Nothing is asked of the network."""

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from ponte import settings as production
from ponte.community.accounts.passwords import once, roots
from tests.community.people import sign_up


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "Password1234",
        "P@ssw0rd!2026",
        "!!!qwertyuiop!!!",
        "iloveyou12345678",
        "123456789012",
        "monkeymonkey",
        "abcabcabcabc",
        "aaaaaaaaaaaaaaaa",
        "2026-2026-2026!",
    ],
)
def test_what_is_guessed_first_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "seven green bridges",
        "correct horse battery staple",
        "γέφυρα πέντε λέξεις",
        "kX9#vTq2!mLp",
        "i-SSpzZDgkgsSAAz",
    ],
)
def test_good_passwords_are_taken(password):
    validate_password(password)


def test_eleven_characters_are_too_few():
    with pytest.raises(ValidationError, match="at least 12"):
        validate_password("kX9#vTq2!mL")


def test_a_password_is_taken_apart():
    assert roots("P@ssw0rd1!") >= {"p@ssw0rd1!", "p@ssw0rd", "password"}
    assert (once("monkeymonkey"), once("monkeys")) == ("monkey", "monkeys")


def test_the_form_says_why(client, db):
    page = sign_up(client, password="Password1234").content.decode()

    assert "among the first that are tried" in page


def test_passwords_are_stored_by_argon2(settings):
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS

    assert identify_hasher(make_password("seven green bridges")).algorithm == "argon2"
