"""One practice from its author's sign-up to their farewell, through every role's pages."""

import re
import time
from email import message_from_bytes
from email.policy import default
from functools import cache

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ADDRESS = "newcomer@example.org"
PASSWORD = "seven grey herons wait"
TITLE = "Bicycle couriers for village libraries"
SUMMARY = "Couriers carry books between eleven village libraries, so that each lends all of them."
EXPERTS = ["expert", "expert-2", "expert-3"]
PATIENCE = 30  # seconds until a mail is there
FOUND_WITHIN = 2  # seconds


@pytest.fixture
def signed_in(page_at, state_of):
    """A callable that gives a page on which an account of the demonstration is signed in."""

    @cache
    def page_of(account):
        return page_at(storage_state=state_of(account))

    return page_of


def sign_in(page, address, password):
    page.goto("/account/login/")
    fill(page, login=address, password=password)
    press(page, "Sign in")


def mail_to(folder, address, about):
    """The text of the mail whose subject has `about`, waited for."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for file in sorted(folder.glob("*.log")):
            for raw in file.read_bytes().split(b"-" * 79):
                mail = message_from_bytes(raw.strip(), policy=default)
                if mail["To"] == address and about in mail["Subject"]:
                    return mail.get_body(("plain",)).get_content()
        time.sleep(0.3)
    pytest.fail(f"No mail to {address} about {about}")


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def fill(page, **values):
    """Fill fields by name: texts, choices of a list, or radio buttons."""
    for name, value in values.items():
        field = page.locator(f"main [name={name}]")
        if field.first.get_attribute("type") == "radio":
            page.locator(f"main [name={name}][value='{value}']").check()
        elif field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


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


def describe(page):
    """Write the practice section by section, and send it."""
    page.goto("/practices/new/")
    fill(page, title=TITLE, short_summary=SUMMARY, from_project="yes")
    page.locator("main [name=project]").select_option(label="SMARTY")
    press(page, "Begin the draft")
    fill(page, institution_name="Junta de los Libros", institution_region="ES41")
    fill(page, institution_city="Soria")
    press(page, "Save and continue")
    fill(page, scope="regional", region="ES41", city="Soria")
    press(page, "Save and continue")
    page.get_by_label("RSO1.3").check()
    fill(page, keywords="libraries\ncouriers\nvillages", public_intervention="yes")
    press(page, "Save and continue")
    fill(
        page,
        detailed_information="Small libraries cannot buy everything. A courier goes round.",
        resources_needed="Two bicycles and EUR 40,000 a year.",
        start_month="5",
        start_year="2021",
        ongoing="yes",
    )
    press(page, "Save and continue")
    fill(
        page,
        evidence_of_success="Loans rose.",
        potential_for_learning_or_transfer="Needs villages within a day's ride.",
    )
    press(page, "Save and continue")
    press(page, "Save and continue")
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    press(page, "Send")
    expect(page.get_by_text("Sent. You are told what becomes of it.")).to_be_visible()


def address_of(page):
    return "/practices/" + page.url.split("/practices/")[1].split("/")[0] + "/"


def score(page, value):
    """Open the review that is due and give every criterion the same value."""
    page.goto("/review/")
    page.get_by_role("link", name=f"Score “{TITLE}”").click()
    for group in page.locator(".sheet fieldset").all():
        group.locator(f"[value='{value}']").check()
    press(page, "Hand in")
    expect(page.get_by_role("button", name="Hand in", exact=True)).to_have_count(0)


def asked(signed_in):
    """The experts of whom scores are expected."""
    found = []
    for expert in EXPERTS:
        page = signed_in(expert)
        page.goto("/review/")
        if page.get_by_role("link", name=f"Score “{TITLE}”").count():
            found.append(expert)
    return found


def seconds_until_found(page, words, title):
    started = time.monotonic()
    while time.monotonic() - started < 10 * FOUND_WITHIN:
        page.goto(f"/practices/?q={words}")
        if page.locator(".card-link", has_text=title).count():
            return time.monotonic() - started
    return pytest.fail(f"The search does not find “{title}”.")


def test_a_practice_from_sign_up_to_farewell(page_at, signed_in, mails):
    author = page_at()
    sign_up(author, mails)
    describe(author)
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
    author.goto(f"{practice}submit/")
    press(author, "Send")
    web_admin.goto(f"{practice}check/")
    press(web_admin, "Approve")
    web_admin.goto("/projects/smarty/")
    expect(web_admin.get_by_text(TITLE).first).to_be_visible()

    # Two experts disagree, a third is called and concludes.
    secretariat = signed_in("secretariat")
    secretariat.goto("/review/assign/")
    press(secretariat, "Ask these experts")
    first, second = asked(signed_in)
    score(signed_in(first), 5)
    score(signed_in(second), 2)
    (third,) = asked(signed_in)
    assert third not in {first, second}
    score(signed_in(third), 4)
    fill(signed_in(third), verdict="validate", text="Simple, and its figures are there.")
    press(signed_in(third), "Conclude")

    # Everybody finds it, and another region has tried it.
    visitor = page_at()
    assert seconds_until_found(visitor, "village+libraries+couriers", TITLE) < FOUND_WITHIN
    expect(visitor.get_by_text("Simple, and its figures are there.")).to_have_count(0)
    partner = signed_in("partner")
    partner.goto(practice)
    expect(partner.get_by_text("Simple, and its figures are there.")).to_be_visible()
    partner.get_by_role("link", name="We have tried it").click()
    fill(partner, year="2025", result="worked", outcome="Eight villages share their books now.")
    press(partner, "Save")
    visitor.goto(practice)
    expect(visitor.locator("#tried")).to_contain_text("Eight villages share their books now.")

    # A new version while the old one stays.
    author.goto(f"{practice}revise/")
    author.get_by_role("main").locator("form .button").first.click()
    version = address_of(author)
    author.goto(f"{version}edit/summary/")
    fill(author, title=f"{TITLE} and schools")
    press(author, "Save and continue")
    author.goto(f"{version}submit/")
    press(author, "Send")
    visitor.goto(practice)
    expect(visitor.locator("h1")).to_have_text(TITLE)

    # The author leaves; the practice stays without the name.
    author.goto("/account/delete/")
    if "reauthenticate" in author.url:
        fill(author, password=PASSWORD)
        author.get_by_role("main").locator("form .button").first.click()
    author.locator("main form [type=checkbox]").check()
    press(author, "Delete my account")
    expect(author.get_by_text("Your account is deleted.")).to_be_visible()
    visitor.goto(practice)
    expect(visitor.locator("h1")).to_have_text(TITLE)
    visitor.goto("/search/?q=Nora+Castro")
    expect(visitor.get_by_text("Nora Castro", exact=True)).to_have_count(0)
    sign_in(author, ADDRESS, PASSWORD)
    expect(author.get_by_text("not correct")).to_be_visible()

    pages = [author, visitor, web_admin, secretariat, partner, *map(signed_in, EXPERTS)]
    assert [complaint for page in pages for complaint in page.complaints] == []
