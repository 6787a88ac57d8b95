"""Members for tests of their accounts."""

import re

from django.contrib.auth import get_user_model
from django.urls import reverse

PASSWORD = "seven green bridges"


def make_member(email="grace@people.example", *, confirmed=True, **fields):
    fields = {"first_name": "Grace", "last_name": "Hopper", **fields}
    member = get_user_model().objects.create_user(email, PASSWORD, **fields)
    member.emailaddress_set.create(email=email, verified=confirmed, primary=True)
    return member


def sign_in(client, email="grace@people.example", password=PASSWORD, **headers):
    return client.post(
        reverse("account_login"), {"login": email, "password": password}, headers=headers
    )


def sign_up(client, email="ada@people.example", password=PASSWORD, **fields):
    return client.post(
        reverse("account_signup"),
        {
            "first_name": "Ada",
            "last_name": "Lovelace",
            "email": email,
            "password1": password,
            "website": "",
            **fields,
        },
    )


def show_password_again(client):
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def link_in(mail):
    """The path of the first link in a mail to this site."""
    return re.search(r"^http://127\.0\.0\.1:8000(/\S+)$", mail.body, re.MULTILINE)[1]
