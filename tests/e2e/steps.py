"""What the long tests do on pages, step by step."""

import time
from email import message_from_bytes
from email.policy import default

import pytest
from playwright.sync_api import expect

EXPERTS = ["expert", "expert-2", "expert-3"]
PATIENCE = 30  # seconds until a mail is there


def sign_in(page, address, password):
    page.goto("/account/login/")
    fill(page, login=address, password=password)
    press(page, "Sign in")


def mail_to(folder, address, about):
    """The text of the first mail whose subject has `about`, waited for."""
    return text_of(letters_to(folder, address, about)[0])


def text_of(letter):
    return letter.get_body(("plain",)).get_content()


def letters_to(folder, address, about, *, with_text=""):
    """The mails whose subject has `about` and whose text has `with_text`, waited for."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = [
            letter
            for file in sorted(folder.glob("*.log"))
            for raw in file.read_bytes().split(b"-" * 79)
            if (letter := message_from_bytes(raw.strip(), policy=default))["To"] == address
            and about in letter["Subject"]
            and with_text in text_of(letter)
        ]
        if found:
            return found
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


def describe(page, title, summary, *, region):
    """Write a practice of SMARTY section by section, and send it."""
    page.goto("/practices/new/")
    fill(page, title=title, short_summary=summary, from_project="yes")
    page.locator("main [name=project]").select_option(label="SMARTY")
    press(page, "Begin the draft")
    fill(page, institution_name="Junta de los Libros", institution_region=region)
    fill(page, institution_city="Soria")
    press(page, "Save and continue")
    fill(page, scope="regional", region=region, city="Soria")
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
    for _section in ("results", "files", "authors"):
        press(page, "Save and continue")
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    press(page, "Send")
    expect(page.get_by_text("Sent. You are told what becomes of it.")).to_be_visible()


def address_of(page):
    return "/practices/" + page.url.split("/practices/")[1].split("/")[0] + "/"


def score(page, title, value):
    """Open the review that is due and give every criterion the same value."""
    page.goto("/review/")
    page.get_by_role("link", name=f"Score “{title}”").click()
    for group in page.locator(".sheet fieldset").all():
        group.locator(f"[value='{value}']").check()
    press(page, "Hand in")
    expect(page.get_by_role("button", name="Hand in", exact=True)).to_have_count(0)


def asked(signed_in, title):
    """The experts of whom scores are expected."""
    found = []
    for expert in EXPERTS:
        page = signed_in(expert)
        page.goto("/review/")
        if page.get_by_role("link", name=f"Score “{title}”").count():
            found.append(expert)
    return found


def settle(signed_in, title, opinion):
    """Two experts disagree about `title`, a third is called, and validates with `opinion`."""
    secretariat = signed_in("secretariat")
    secretariat.goto("/review/assign/")
    press(secretariat, "Ask these experts")
    first, second = asked(signed_in, title)
    score(signed_in(first), title, 5)
    score(signed_in(second), title, 2)
    (third,) = asked(signed_in, title)
    assert third not in {first, second}
    score(signed_in(third), title, 4)
    fill(signed_in(third), verdict="validate", text=opinion)
    press(signed_in(third), "Conclude")
