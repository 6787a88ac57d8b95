"""One practice from its author's sign-up to their farewell, through every role's pages."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.e2e.steps import (
    EXPERTS,
    address_of,
    describe,
    fill,
    mail_to,
    press,
    settle,
    sign_in,
)
from tests.factories.files import photo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ADDRESS = "newcomer@example.org"
PASSWORD = "seven grey herons wait"
TITLE = "Bicycle couriers for village libraries"
RENEWED = f"{TITLE} and schools"
SUMMARY = "Couriers carry books between eleven village libraries, so that each lends all of them."
FOUND_WITHIN = 2  # seconds


def sign_up(page, mails):
    page.goto("/account/signup/")
    fill(page, first_name="Nora", last_name="Castro", email=ADDRESS, password1=PASSWORD)
    press(page, "Sign up")
    expect(page.locator("h1")).to_have_text("Look at your mails")
    link = re.search(r"http\S+", mail_to(mails, ADDRESS, "Your account")).group()
    page.goto(link)
    press(page, "Yes, confirm it")
    page.wait_for_url(re.compile("login|dashboard"))
    if "login" in page.url:
        sign_in(page, ADDRESS, PASSWORD)
        page.wait_for_url("**/dashboard/")


def seconds_until_found(page, words, title):
    started = time.monotonic()
    while time.monotonic() - started < 10 * FOUND_WITHIN:
        page.goto(f"/practices/?q={words}")
        if page.locator(".card-link", has_text=title).count():
            return time.monotonic() - started
    return pytest.fail(f"The search does not find “{title}”.")


def send(page, practice):
    page.goto(f"{practice}submit/")
    press(page, "Send")
    expect(page.get_by_text("Sent. You are told what becomes of it.")).to_be_visible()


def add_picture(page, practice, picture):
    """Add a picture, which is sent as soon as it is chosen, and say what it shows."""
    page.goto(f"{practice}edit/files/")
    with page.expect_navigation():
        page.set_input_files("[name=picture]", picture)
    expect(page.locator(".kept img")).to_be_visible()
    fill(page, image_alt="A bicycle before a library.")
    page.get_by_label("I may publish this picture").check()
    press(page, "Save and continue")


def test_a_practice_from_sign_up_to_farewell(page_at, signed_in, mails, tmp_path):
    author, visitor = page_at(), page_at()
    sign_up(author, mails)
    describe(author, TITLE, SUMMARY, region="ES41")
    practice = address_of(author)

    # The project asks for more, the author answers, the project approves.
    web_admin = signed_in("web-admin")
    web_admin.goto("/dashboard/")
    web_admin.get_by_role("link", name=TITLE).first.click()
    fill(web_admin, reason="By how much did loans rise, and since when?")
    press(web_admin, "Ask the authors")
    expect(web_admin.get_by_text("Your question was sent to the authors.")).to_be_visible()
    assert "By how much did loans rise" in mail_to(mails, ADDRESS, TITLE)
    author.goto("/dashboard/")
    author.locator(".tasks a", has_text=TITLE).first.click()
    author.goto(f"{practice}edit/results/")
    expect(author.get_by_text("By how much did loans rise").first).to_be_visible()
    fill(author, evidence_of_success="Loans rose from 9,000 in 2020 to 14,000 in 2023.")
    press(author, "Save and continue")
    send(author, practice)
    web_admin.goto(f"{practice}check/")
    press(web_admin, "Approve")
    web_admin.goto("/projects/smarty/")
    expect(web_admin.get_by_text(TITLE).first).to_be_visible()

    # The experts; then everybody finds it.
    settle(signed_in, TITLE, "Simple, and its figures are there.")
    assert seconds_until_found(visitor, "village+libraries+couriers", TITLE) < FOUND_WITHIN
    visitor.goto(practice)
    expect(visitor.locator("h1")).to_have_text(TITLE)
    expect(visitor.get_by_text("Simple, and its figures are there.")).to_have_count(0)

    # Another region has tried it.
    partner = signed_in("partner")
    partner.goto(practice)
    expect(partner.get_by_text("Simple, and its figures are there.")).to_be_visible()
    partner.get_by_role("link", name="We have tried it").click()
    fill(partner, year="2025", result="worked", outcome="Eight villages share their books now.")
    press(partner, "Save")
    visitor.goto(practice)
    expect(visitor.locator("#tried")).to_contain_text("Eight villages share their books now.")

    # A new version, with a picture, while the old one stays; then it takes its place.
    author.goto(f"{practice}revise/")
    author.get_by_role("main").locator("form .button").first.click()
    author.wait_for_url("**/edit/**")
    version = address_of(author)
    author.goto(f"{version}edit/summary/")
    fill(author, title=RENEWED)
    press(author, "Save and continue")
    picture = tmp_path / "bicycle.jpg"
    picture.write_bytes(photo(size=(1600, 1200)).read())
    add_picture(author, version, picture)
    send(author, version)
    visitor.goto(practice)
    expect(visitor.locator("h1")).to_have_text(TITLE)
    assert visitor.goto(version).status == 404
    settle(signed_in, RENEWED, "Better still: schools take part.")
    visitor.goto(practice)
    expect(visitor.locator("h1")).to_have_text(RENEWED)
    expect(visitor.get_by_alt_text("A bicycle before a library.")).to_be_visible()
    expect(visitor.locator("#tried")).to_contain_text("Eight villages share their books now.")
    assert seconds_until_found(visitor, "couriers+schools", RENEWED) < FOUND_WITHIN

    # The author leaves; the practice stays without the name.
    author.goto("/account/delete/")
    if "reauthenticate" in author.url:
        fill(author, password=PASSWORD)
        author.get_by_role("main").locator("form .button").first.click()
    author.locator("main form [type=checkbox]").check()
    press(author, "Delete my account")
    expect(author.get_by_text("Your account is deleted.")).to_be_visible()
    visitor.goto(practice)
    expect(visitor.locator("h1")).to_have_text(RENEWED)
    visitor.goto("/search/?q=Nora+Castro")
    expect(visitor.get_by_text("Nora Castro", exact=True)).to_have_count(0)
    for page in (practice, f"{practice}history/", "/people/?q=Castro"):
        web_admin.goto(page)
        expect(web_admin.locator("body")).not_to_contain_text("Nora")
        expect(web_admin.locator("body")).not_to_contain_text(ADDRESS)
    web_admin.goto(f"{practice}history/")
    expect(web_admin.locator(".history")).to_contain_text("Took the place of the former version")
    sign_in(author, ADDRESS, PASSWORD)
    expect(author.get_by_text("not correct")).to_be_visible()

    pages = [author, visitor, partner, *map(signed_in, ["web-admin", "secretariat", *EXPERTS])]
    assert [complaint for page in pages for complaint in page.complaints] == []
