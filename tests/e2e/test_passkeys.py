"""Passkeys, with an authenticator that Chromium plays."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def address(site):
    """The site under a name: an address in figures cannot have passkeys."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(page_at):
    page = page_at()
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    chromium.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def test_a_passkey_is_added_signs_in_alone_and_is_removed(page, address, data_folder):
    password = (data_folder / "demo-password.txt").read_text().strip()

    page.goto(f"{address}/account/login/")
    page.get_by_label("E-mail address").fill("partner@demo.example")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{address}/account/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Its name").fill("My laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()

    page.goto(f"{address}/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(f"{address}/account/login/?next=/account/2fa/webauthn/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("link", name="Rename My laptop").wait_for()

    page.get_by_role("link", name="Remove My laptop").click()
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Remove it").click()
    page.get_by_text("You have none yet.").wait_for()
    assert page.complaints == []


def test_without_a_passkey_the_page_says_so(page, address):
    page.goto(f"{address}/account/login/")

    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_role("alert").filter(has_text="No passkey was used").wait_for()
