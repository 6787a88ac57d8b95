"""Sign-in by an OpenID Connect provider, with one that runs beside the test."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from ponte.settings import origin_of
from tests.community.people import is_signed_in, make_member

PERSON = {
    "sub": "n0012345",
    "email": "ada@people.example",
    "email_verified": True,
    "given_name": "Ada",
    "family_name": "Lovelace",
}


class Provider(BaseHTTPRequestHandler):
    """Answers what a provider answers to the site; the visitor's part is left to the test."""

    def do_GET(self):
        base = f"http://127.0.0.1:{self.server.server_port}"
        self.answer(
            PERSON
            if self.path == "/userinfo"
            else {
                "issuer": base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo",
                "jwks_uri": f"{base}/keys",
            }
        )

    def do_POST(self):
        length = int(self.headers["content-length"])
        self.server.tokens_for.append(parse_qs(self.rfile.read(length).decode()))
        self.answer({"access_token": "secret", "token_type": "Bearer"})

    def answer(self, data):
        body = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def provider(settings):
    """A provider that is switched on; `tokens_for` holds what the site asked tokens for."""
    server = HTTPServer(("127.0.0.1", 0), Provider)
    server.tokens_for = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": "EU Login",
                    "client_id": "ponte",
                    "secret": "shared",
                    "settings": {"server_url": f"http://127.0.0.1:{server.server_port}"},
                }
            ],
        }
    }
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def come_back(client):
    """Go to the provider and come back with its code, as a browser does."""
    away = client.post(reverse("openid_connect_login", args=["oidc"]))
    asked = parse_qs(urlsplit(away.url).query)
    back = client.get(
        reverse("openid_connect_callback", args=["oidc"]),
        {"state": asked["state"][0], "code": "42"},
    )
    return asked, back


def test_nothing_is_offered_unless_it_is_switched_on(client, db):
    page = client.get(reverse("account_login")).content.decode()

    assert "EU Login" not in page
    assert client.get(reverse("openid_connect_login", args=["oidc"])).status_code == 404


def test_the_sign_in_page_offers_the_provider(client, db, provider):
    page = client.get(reverse("account_login")).content.decode()

    assert 'href="/account/provider/oidc/oidc/login/?process=login' in page
    assert "EU Login" in page


def test_a_link_alone_does_not_lead_away(client, db, provider):
    page = client.get(reverse("openid_connect_login", args=["oidc"]))

    assert page.status_code == 200


def test_a_newcomer_checks_what_the_provider_said_and_is_in(client, db, provider):
    asked, back = come_back(client)
    form = client.get(back.url)
    client.post(
        back.url,
        {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@people.example"},
    )

    member = get_user_model().objects.get()
    assert "EU Login" in form.content.decode()
    assert (member.email, member.first_name) == ("ada@people.example", "Ada")
    assert not member.has_usable_password()
    assert is_signed_in(client)
    assert asked["code_challenge_method"] == ["S256"]
    assert set(provider.tokens_for[0]) >= {"code", "code_verifier"}


def test_an_account_with_the_same_address_is_not_taken_over(client, db, provider):
    make_member("ada@people.example")

    _, back = come_back(client)
    client.post(
        back.url,
        {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@people.example"},
    )

    assert not is_signed_in(client)
    assert get_user_model().objects.get().socialaccount_set.count() == 0


def test_a_second_visit_signs_in_at_once(client, db, provider):
    _, back = come_back(client)
    client.post(
        back.url,
        {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@people.example"},
    )
    client.logout()

    _, again = come_back(client)

    assert again.url == "/dashboard/"


def test_the_policy_of_pages_names_the_provider_by_its_origin():
    assert origin_of("https://login.example:8443/cas/oauth2") == "https://login.example:8443"
