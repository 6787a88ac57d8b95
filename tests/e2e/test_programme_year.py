"""What editors publish, lived through by who reads it: a hub, a webinar, a digest, a newsletter."""

import re
import time
from datetime import timedelta
from io import BytesIO
from urllib.request import urlopen

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.e2e.steps import PATIENCE, fill, letters_to, mail_to, press, text_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

REVIEW = "What peers told Evora about empty shops (test)"
WEBINAR = "Empty shops: what cities can do (test)"
ISSUE = "Shops, peers and a webinar (test)"
INTRODUCTION = "Start here: what regions learned about small firms (test)."
CHOSEN_BEFORE = "Sustainable eco-system for creative industries in Leitrim County Council"
PRACTICE = "HelpEmpresa service"
FERN, VERA, WALTER, RITA = (f"{name}@year.example" for name in ("fern", "vera", "walter", "rita"))


@pytest.fixture
def checked(axe):
    """A callable that tells of a page that axe finds nothing on it."""

    def check(*pages):
        for page in pages:
            assert (page.url, axe(page)) == (page.url, [])

    return check


# In the back office


def insert_text(editor, words):
    """Put a block of text into the body of the page that is edited."""
    editor.get_by_role("button", name="Insert a block").first.click()
    editor.get_by_role("option").filter(has_text=re.compile("^text$")).click()
    write(editor.locator(".Draftail-Editor [contenteditable=true]").first, words)


def write(rich_text, words):
    """Type into an editor of Wagtail's, which passes on what is typed a moment later."""
    rich_text.click()
    rich_text.page.keyboard.type(words)
    fields = "[...document.querySelectorAll('[type=hidden]')]"
    rich_text.page.wait_for_function(
        f"words => {fields}.some(field => field.value.includes(words))", arg=words
    )


def hand_in_review(writer):
    """Write the conclusions of a peer review, and hand them in."""
    writer.goto("/admin/pages/2/")
    writer.get_by_role("link", name="Explore child pages of 'Policy solutions'").click()
    writer.get_by_role("link", name="Add child page").first.click()
    writer.locator("[name=kind]").select_option("peer_review")
    writer.locator("[name=title]").fill(REVIEW)
    writer.locator("[name=teaser]").fill("Peers looked at the shops of a small town (test).")
    writer.locator("[name=date]").fill("2026-03-10")
    writer.locator("[name=place]").fill("Evora")
    insert_text(writer, "Owners of vestiblues should let shops for a season.")
    writer.get_by_role("tab", name="Topics, places, records").click()
    writer.get_by_role("checkbox", name="PO1 Smart").check()
    writer.get_by_role("button", name="More actions").click()
    writer.locator("[name=action-submit]").click()
    expect(writer.get_by_text("created and submitted for moderation")).to_be_visible()


def publish(editor):
    """Approve what was handed in."""
    editor.goto("/admin/")
    editor.get_by_role("link", name=REVIEW).first.click()
    editor.get_by_role("button", name="More actions").click()
    editor.get_by_role("button", name="Approve and Publish", exact=True).click()
    expect(editor.get_by_text("has been updated")).to_be_visible()


def build_hub(editor):
    """Give the page of the topic Smart an introduction, and put the review first on it."""
    editor.goto("/admin/topic-pages/")
    editor.get_by_role("link", name="Smart").first.click()
    editor.locator("[name=introduction]").fill(INTRODUCTION)
    editor.get_by_role("button", name="Add record").click()
    rows = editor.locator("#id_picks-FORMS > div:visible")
    rows.last.get_by_role("button", name="Choose a page").click()
    chooser = editor.locator(".modal-content")
    chooser.get_by_label("Search term").fill(REVIEW)
    chooser.get_by_role("link", name=REVIEW).click()
    while not rows.first.get_by_text(REVIEW).count():
        rows.filter(has_text=REVIEW).get_by_role("button", name="Move up").click()
    editor.get_by_role("button", name="Save").click()
    expect(editor.get_by_text(re.compile("updated"))).to_be_visible()


# Following, and a place at a webinar


FOLLOWER = """
from tests.e2e.actors import make
make("{address}", "Fern", None, None)
"""
# A browser cannot make a week pass.
A_WEEK_PASSES = """
from datetime import timedelta
from django.db.models import F
from ponte.notifications.models import Notification
Notification.objects.filter(recipient__email="{address}").update(
    created_at=F("created_at") - timedelta(days=8)
)
"""


def follow(member):
    """The topic, and the same news once more by a search."""
    member.goto("/topics/smart/")
    press(member, "Follow")
    expect(member.get_by_text("You follow this: what is new comes in your digest.")).to_be_visible()
    member.goto("/search/?q=empty+shops")
    press(member, "Follow this search")
    member.goto("/following/")
    expect(member.get_by_role("link", name="empty shops")).to_be_visible()


def digest_for(member, ponte, mails):
    """The one digest of the week."""
    ponte("nightly", "following")
    ponte("shell", "-c", A_WEEK_PASSES.format(address=member))
    ponte("nightly", "digests")
    ponte("nightly", "following", "digests")
    (digest,) = letters_to(mails, member, "", with_text=WEBINAR)
    return digest


def find_review(visitor):
    """By the words in its text, and by the page of its topic."""
    deadline = time.monotonic() + PATIENCE
    visitor.goto("/search/?q=vestiblues")
    while not visitor.get_by_role("link", name=REVIEW).count() and time.monotonic() < deadline:
        visitor.wait_for_timeout(500)
        visitor.reload()
    expect(visitor.get_by_role("link", name=REVIEW).first).to_be_visible()
    visitor.goto("/topics/smart/")
    expect(visitor.get_by_text(INTRODUCTION)).to_be_visible()
    chosen = visitor.get_by_role("region", name="Chosen by the editors")
    titles = chosen.get_by_role("heading", level=3).all_inner_texts()
    assert titles.index(REVIEW) < titles.index(CHOSEN_BEFORE)
    chosen.get_by_role("link", name=REVIEW).click()
    expect(visitor.locator("h1")).to_have_text(REVIEW)


def announce(editor):
    """Make a webinar with one place; return its address."""
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    editor.goto("/events/new/")
    fill(editor, title=WEBINAR, kind="webinar", summary="Two cities show what they did (test).")
    fill(editor, start=f"{day}T10:00", end=f"{day}T11:30", mode="online", capacity="1")
    editor.get_by_role("main").get_by_label("Smart").check()
    press(editor, "Save")
    press(editor, "Announce it")
    expect(editor.get_by_role("button", name="Cancel it")).to_be_hidden()
    return editor.url


def register(visitor, mails, event, name, address):
    """Ask for a place, and confirm by the link in the mail."""
    visitor.goto("/topics/smart/")
    visitor.get_by_role("main").get_by_role("link", name=WEBINAR).first.click()
    assert visitor.url == event
    visitor.get_by_role("main").get_by_role("link", name=re.compile("^(Register|Join)")).click()
    fill(visitor, name=name, email=address)
    visitor.locator("main [name=consent]").check()
    press(visitor, "Register")
    asked = mail_to(mails, address, WEBINAR)
    visitor.goto(re.search(r"http\S+/registrations/\S+", asked).group())
    press(visitor, "Confirm")


def let_in(editor, event, name):
    editor.goto(event)
    editor.get_by_role("link", name="Check-in").click()
    guest = editor.get_by_role("listitem").filter(has_text=name)
    guest.get_by_role("button", name=re.compile("^Check in")).click()
    expect(guest.get_by_text("is there", exact=True)).to_be_visible()
    editor.wait_for_load_state("networkidle")


def certificate_of(visitor):
    """The text of the certificate."""
    visitor.reload()
    link = visitor.get_by_role("link", name="Certificate of attendance (PDF)")
    answer = visitor.request.get(link.get_attribute("href"))
    return "".join(page.extract_text() for page in PdfReader(BytesIO(answer.body())).pages)


# The newsletter


def subscribe(visitor, mails):
    visitor.goto("/topics/smart/")
    visitor.get_by_role("link", name="Get the newsletter").first.click()
    expect(visitor.get_by_label("Smart")).to_be_checked()
    fill(visitor, email=RITA)
    visitor.locator("main [name=agree]").check()
    press(visitor, "Subscribe")
    asked = mail_to(mails, RITA, "Do you want our newsletter?")
    visitor.goto(re.search(r"http\S+/confirm/\S+", asked).group())
    press(visitor, "Yes, send it to me")
    expect(visitor.locator("h1")).to_be_visible()


def compose(editor):
    """Write an issue, and pick what goes into it by searching."""
    editor.goto("/admin/newsletters/add/")
    editor.locator("[name=subject]").fill(ISSUE)
    write(editor.locator(".Draftail-Editor [contenteditable=true]").first, "Dear reader (test).")
    editor.get_by_label("Smart").check()
    editor.get_by_role("button", name="Add section").click()
    editor.locator("[name=sections-0-heading]").fill("Empty shops")
    editor.get_by_role("button", name="Save").click()
    editor.get_by_role("link", name=ISSUE).first.click()
    for words, title in {"vestiblues": REVIEW, "empty shops": WEBINAR, PRACTICE: PRACTICE}.items():
        editor.get_by_label("Words or an address").fill(words)
        press(editor, "Find")
        found = editor.get_by_role("listitem").filter(has_text=title)
        found.get_by_role("button", name=re.compile("^Add")).click()
        expect(found.get_by_role("button", name=re.compile("^Remove"))).to_be_visible()


def issue_for(reader, mails):
    """The issue as it arrived, once."""
    (letter,) = letters_to(mails, reader, ISSUE)
    text = text_of(letter)
    assert all(words in text for words in ("Dear reader (test).", REVIEW, WEBINAR, PRACTICE))
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return letter


def one_click(letter):
    """What a mail program sends when its reader presses its button (RFC 8058)."""
    address = letter["List-Unsubscribe"].strip(" <>")
    with urlopen(address, data=b"List-Unsubscribe=One-Click") as answer:
        return answer.status


def send(editor, mails):
    """Try the issue, then send it."""
    fill(editor, address="editor@year.example")
    press(editor, "Send a test")
    mail_to(mails, "editor@year.example", f"Test: {ISSUE}")
    expect(editor.get_by_text("It would go to 1 subscriber now.")).to_be_visible()
    press(editor, "Send")
    expect(editor.get_by_text("It will be sent.")).to_be_visible()


def test_a_year_of_the_programme(page_at, signed_in, mails, ponte, checked):
    ponte("shell", "-c", FOLLOWER.format(address=FERN))
    writer, editor = signed_in("expert"), signed_in("secretariat")
    fern, vera, walter, rita = signed_in(FERN), page_at(), page_at(), page_at()
    follow(fern)
    checked(fern)

    # An expert writes, an editor publishes and builds, without touching code; a visitor finds it.
    hand_in_review(writer)
    publish(editor)
    build_hub(editor)
    find_review(vera)
    checked(vera)

    # One place, two who want it.
    event = announce(editor)
    checked(editor)
    register(vera, mails, event, "Vera (test)", VERA)
    expect(vera.get_by_role("heading", name="Your place is confirmed")).to_be_visible()
    register(walter, mails, event, "Walter (test)", WALTER)
    expect(walter.get_by_role("heading", name="You are on the waiting list")).to_be_visible()
    checked(vera, walter)
    press(vera, "Give the place back")
    (promotion,) = letters_to(mails, WALTER, "You have a place now")
    (calendar,) = promotion.iter_attachments()
    assert (calendar.get_filename(), calendar.get_content_type()) == ("event.ics", "text/calendar")
    assert f"SUMMARY:{WEBINAR}" in calendar.get_content()
    let_in(editor, event, "Walter")
    checked(editor)
    assert "Walter (test)" in certificate_of(walter)
    checked(walter)

    # The member gets one digest, in which everything stands once.
    digest = digest_for(FERN, ponte, mails)
    assert [text_of(digest).count(title) for title in (REVIEW, WEBINAR)] == [1, 1]

    # The newsletter comes once, and one click ends it.
    subscribe(rita, mails)
    checked(rita)
    compose(editor)
    checked(editor)
    send(editor, mails)
    issue = issue_for(RITA, mails)
    rita.goto(re.search(r"http\S+/newsletter/\d+/", text_of(issue)).group())
    expect(rita.get_by_role("heading", name=WEBINAR)).to_be_visible()
    checked(rita)
    assert one_click(issue) == 200
    rita.goto(re.search(r"http\S+/preferences/\S+", text_of(issue)).group())
    expect(rita.get_by_role("heading", name="You are unsubscribed")).to_be_visible()
    editor.goto(f"/admin/subscribers/?q={RITA}")
    expect(editor.get_by_role("link", name=RITA)).to_have_count(0)

    pages = [writer, editor, fern, vera, walter, rita]
    assert [complaint for page in pages for complaint in page.complaints] == []
