"""A project lived through on its pages: from the invitation of its partners to the euros."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.e2e.actors import CODES, account_of
from tests.e2e.steps import EXPERTS, address_of, describe, fill, mail_to, press, settle

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HERD = "A herd of sensors in the fells"
LOOM = "One loom for eleven weavers"
SUMMARIES = {
    HERD: "Firms lend each other sensors, so that each tries before it buys.",
    LOOM: "Weavers share a loom with sensors, which none of them could pay alone.",
}
AMOUNT = 1_250_000
PDF = b"%PDF-1.7\n%%EOF"
LEAD = "lead-partner"
ACCOUNTS = [account_of(code) for code in CODES]
CLICKS = 4  # from the euros on /impact/ to the practice, at most


@pytest.fixture
def actors(site, ponte):
    """The addresses of the authority's member and of the instrument; accounts are made."""
    said = ponte("shell", "-c", "import tests.e2e.actors as actors; actors.main()")
    return json.loads(said.partition("FOUND")[2])


@pytest.fixture
def checked(axe):
    """A callable that tells of a page that axe finds nothing on it."""

    def check(*pages):
        for page in pages:
            assert (page.url, axe(page)) == (page.url, [])

    return check


def join(signed_in, mails, lead):
    """The lead partner invites everybody; they accept by the link in their mail."""
    lead.goto("/projects/smarty/people/")
    for account in ACCOUNTS:
        fill(lead, email=account, role="partner")
        press(lead, "Invite")
        expect(lead.get_by_text("The invitation is sent.")).to_be_visible()
    for account in ACCOUNTS:
        mail = mail_to(mails, account, "")
        page = signed_in(account)
        page.goto(re.search(r"http\S+/invitations/\S+", mail).group())
        press(page, "Accept")
        expect(page.get_by_text("You are in the project now. Welcome.")).to_be_visible()


def hold(lead, kind, title, day, practices, people):
    """Add an activity with its practices, a presentation and who took part; stay on its page."""
    lead.goto("/projects/smarty/")
    lead.get_by_role("link", name=re.compile("learning activit")).first.click()
    lead.get_by_role("link", name="New activity").click()
    fill(lead, kind=kind, title=title, start=day, place="Prato", host_region="ITI1")
    fill(lead, agenda="- what each region brings")
    for practice in practices:
        lead.get_by_label(practice).check()
    press(lead, "Save")
    address = lead.url
    lead.get_by_role("main").get_by_role("link", name="Presentations").click()
    fill(lead, title=f"Slides of {title}")
    file = {"name": "slides.pdf", "mimeType": "application/pdf", "buffer": PDF}
    lead.set_input_files("main [name=file]", file)
    press(lead, "Add")
    expect(lead.get_by_text("The presentation is there for everybody.")).to_be_visible()
    lead.goto(address)
    lead.get_by_role("main").get_by_role("link", name="Who took part").click()
    for name, region in people:
        fill(lead, name=name, organisation="Chamber (test)", region=region)
        press(lead, "Note")
        expect(lead.get_by_text("Noted.")).to_be_visible()
    lead.goto(address)
    expect(lead.get_by_role("heading", name="Practices presented")).to_be_visible()


def open_round(lead):
    """Prepare a round of the two practices for the seven regions, and open it."""
    lead.goto("/projects/smarty/selection/new/")
    fill(
        lead, title="What SMARTY takes on", deadline=str(timezone.localdate() + timedelta(days=30))
    )
    for box in lead.locator("main [name=practices]:checked").all()[::-1]:
        box.set_checked(checked=False)
    for practice in (HERD, LOOM):
        lead.get_by_label(practice).check()
    for box in lead.locator("main [name=scorers]:checked").all()[::-1]:
        box.set_checked(checked=False)
    for name in (*(f"Officer{code} Life" for code in CODES), "Paolo Archi"):
        lead.get_by_label(name).check()
    press(lead, "Save")
    press(lead, "Open it for scores")
    return lead.url


def give_scores(page):
    """Score what one is asked for, practice after practice."""
    page.goto("/dashboard/")
    page.locator(".tasks a", has_text="What SMARTY takes on").first.click()
    page.get_by_role("main").get_by_role("link", name=re.compile("^Score")).first.click()
    while page.get_by_role("button", name="Hand in").count():
        value = 4 if page.get_by_role("heading", name=HERD).count() else 3
        for criterion in page.locator(".criterion").all():
            criterion.locator(f"[type=radio][value='{value}']").check()
        with page.expect_navigation():
            press(page, "Hand in")
    expect(page.get_by_text("All your scores are in.")).to_be_visible()


def decide(lead, address):
    """Take the better practice on, and send it to validation in one step."""
    lead.goto(address)
    expect(lead.get_by_text("12 of 12 score sheets are in.")).to_be_visible()
    press(lead, "Close it")
    lead.get_by_role("link", name="Decide", exact=True).click()
    for row in lead.locator(".decision-row").all():
        row.get_by_label("Reason").fill("We talked it over at the seminar.")
    lead.get_by_role("group", name=LOOM).get_by_label("Do not take it on").check()
    press(lead, "Record the decision")
    press(lead, "Send what is taken on to validation")
    expect(lead.get_by_text("1 practice is before the experts now.")).to_be_visible()


def draft(writer, instrument, practice):
    """Begin the plan and write all its parts; return its address."""
    writer.goto("/plans/mine/")
    writer.get_by_role("main").get_by_role(
        "link", name=re.compile("plan", re.IGNORECASE)
    ).first.click()
    writer.goto("/plans/new/")
    writer.locator("main [name=project]").select_option(label="SMARTY")
    writer.locator("main [name=instrument]").select_option(label=instrument)
    press(writer, "Begin")
    plan = "/plans/" + writer.url.split("/plans/")[1].split("/")[0] + "/"
    writer.get_by_label("TECOS").check()
    writer.locator("main [name=contact]").select_option(index=1)
    press(writer, "Save and continue")
    fill(writer, context="The programme pays for machines that firms own, not for shared ones.")
    fill(writer, improvement="Firms may apply for what they share.")
    press(writer, "Save and continue")
    fill(writer, title="Sensors to lend")
    press(writer, "Add an action")
    fill(writer, background="At the seminar the regions found that lending is cheaper.")
    fill(writer, **{"sources-0-kind": "practice", "sources-0-name": practice})
    press(writer, "Save and continue")
    fill(writer, activities="A pool of sensors, and somebody who knows them.", players="TECOS.")
    fill(writer, starts_on="2025-07-01", ends_on="2027-06-30")
    press(writer, "Save and continue")
    fill(writer, costs="EUR 1.25 million.", funding="The programme.")
    press(writer, "Save and continue")
    fill(writer, improvement_type="projects", improvement="A call for what firms share.")
    fill(writer, **{"indicators-0-name": "Firms that borrow", "indicators-0-unit": "firms"})
    fill(writer, **{"indicators-0-baseline": "0", "indicators-0-target": "60"})
    press(writer, "Save and continue")
    expect(writer.get_by_text("Nothing: every part is filled in.")).to_be_visible()
    return plan


def talk_over(writer, official, plan, authority):
    """The authority's member is invited, comments and suggests a change."""
    writer.goto(plan)
    press(writer, "Open the consultation of stakeholders")
    expect(writer.get_by_text("are asked for their comments.")).to_be_visible()
    writer.goto(f"{plan}team/")
    fill(writer, person=authority, role="authority")
    press(writer, "Invite")
    expect(writer.get_by_text("Vesna Life is invited.")).to_be_visible()
    official.goto(plan)
    press(official, "Take part")
    official.get_by_role("link", name="Policy context", exact=False).first.click()
    fill(official, text="The next call opens in spring: please say so.")
    press(official, "Comment")
    expect(official.get_by_text("Your comment is there.")).to_be_visible()
    official.get_by_role("link", name=re.compile("^Suggest a change.*How the plan")).click()
    fill(official, text="From spring on firms may apply for what they share.", why="The call.")
    press(official, "Suggest it")
    expect(official.get_by_role("heading", name="Suggested changes")).to_be_visible()


def answer(writer, secretariat, plan):
    """The comment is read, the change accepted, and the secretariat lets the plan pass."""
    writer.goto(plan)
    writer.get_by_role("link", name=re.compile("^Policy context")).first.click()
    expect(writer.get_by_text("The next call opens in spring: please say so.")).to_be_visible()
    writer.get_by_role("button", name=re.compile("^Accept")).click()
    expect(writer.get_by_text("accepted", exact=True)).to_be_visible()
    writer.goto(plan)
    press(writer, "Send it to the secretariat")
    expect(writer.get_by_text("Sent. The secretariat reads it now.")).to_be_visible()
    secretariat.goto(plan)
    press(secretariat, "Return it without comments")
    expect(secretariat.get_by_text("the authority may endorse it.")).to_be_visible()


def endorse(official, plan):
    official.goto(plan)
    official.get_by_role("link", name="Endorse it", exact=True).click()
    expect(official.get_by_text("From spring on firms may apply")).to_be_visible()
    fill(official, name="Vesna Life", position="Head of unit")
    official.locator("main [name=agreed]").check()
    press(official, "Sign and endorse")
    expect(official.get_by_text("The plan is endorsed.")).to_be_visible()


def report(writer, lead, plan, figure, status):
    """Write the report that is due the longest, and have it approved."""
    writer.goto(f"{plan}progress/")
    row = writer.get_by_role("row", name="Sensors to lend").filter(has_not_text="approved")
    row.first.get_by_role("link").click()
    fill(writer, status=status, done="Sensors were lent.", funds_mobilised="40000")
    writer.get_by_label("Firms that borrow (firms)").fill(figure)
    file = {"name": "loans.pdf", "mimeType": "application/pdf", "buffer": PDF}
    writer.get_by_label("Evidence").set_input_files(file)
    press(writer, "Send")
    expect(writer.get_by_text("The report is sent.")).to_be_visible()
    lead.goto("/plans/monitoring/")
    waiting = lead.get_by_role("row", name="Sensors to lend").filter(has_text="to be approved")
    waiting.first.get_by_role("link").click()
    press(lead, "Approve")
    expect(lead.get_by_text("Its figures are in the ledger.")).to_be_visible()


def claim(writer, official, secretariat, plan, instrument):
    """An improvement is claimed, attested and confirmed; return its address."""
    writer.goto("/impact/claims/new/")
    fill(writer, title="A call for what firms share", instrument=instrument, project="SMARTY")
    writer.locator("main [name=topic]").select_option(index=1)
    fill(writer, type="projects", effective_on="2026-03-01", description="The call is open.")
    fill(writer, origins=f"{plan}#action-1", contribution="Nobody had thought of lending.")
    fill(writer, **{"funds-0-year": "2026", "funds-0-amount": str(AMOUNT)})
    file = {"name": "call.pdf", "mimeType": "application/pdf", "buffer": PDF}
    writer.set_input_files("main [name=file]", file)
    fill(writer, attestor="Vesna Life")
    press(writer, "Save the draft")
    press(writer, "Hand it in")
    expect(writer.get_by_text("Waiting for:")).to_be_visible()
    official.goto("/dashboard/")
    official.locator(".tasks a", has_text="A call for what firms share").first.click()
    fill(official, **{"attest-words": "It is so: the call is ours."})
    press(official, "Attest it")
    expect(official.get_by_role("heading", name="The authority attests")).to_be_visible()
    secretariat.goto(official.url)
    press(secretariat, "Confirm it")
    expect(secretariat.locator(".badge-met", has_text="Confirmed")).to_be_visible()
    return official.url


def euros(visitor):
    """The sum on /impact/ in whole euros."""
    visitor.goto("/impact/")
    return int(re.sub(r"\D", "", visitor.locator(".headline-sum strong").inner_text()))


def follow(visitor, practice):
    """From the euros to the practice by clicks, and back."""
    clicks = 0
    for link in ("A call for what firms share", "Sensors to lend", HERD):
        visitor.get_by_role("main").get_by_role("link", name=re.compile(link)).first.click()
        clicks += 1
    expect(visitor.locator("h1")).to_have_text(HERD)
    assert visitor.url.endswith(practice)
    assert clicks <= CLICKS
    visitor.locator("#impact").get_by_role("link", name="A call for what firms share").click()
    expect(visitor.locator("h1")).to_have_text("A call for what firms share")


# A browser cannot make a year pass: the plan began before two semesters that are over.
A_YEAR_PASSES = """
from datetime import date
from django.db.models import QuerySet
from ponte.plans.models import ActionPlan
today = date.today()
QuerySet(ActionPlan).filter(pk={plan}).update(
    endorsed_on=date(today.year - 1, today.month, 1),
    implementing_since=date(today.year - 1, today.month, 1),
)
"""


def test_a_project_from_invitations_to_euros(actors, page_at, signed_in, mails, ponte, checked):
    lead, secretariat, visitor = signed_in(LEAD), signed_in("secretariat"), page_at()
    before = euros(visitor)
    join(signed_in, mails, lead)
    checked(lead, signed_in(ACCOUNTS[0]))

    # Practices are described, shown and learned from.
    practices = {}
    for title, region in ((HERD, "FI1D7"), (LOOM, "ES41")):
        page = signed_in(account_of(region))
        describe(page, title, SUMMARIES[title], region=region)
        practices[title] = address_of(page)
    people = [("Ana Kos", "SI"), ("Juan Ruiz", "ES41")]
    hold(lead, "seminar", "Seminar on lending", "2025-03-04", [HERD, LOOM], people)
    hold(lead, "brokerage", "Brokerage on lending", "2025-05-06", [HERD], people[:1])
    checked(lead)
    writer = signed_in(account_of("SI"))
    writer.goto(lead.url)
    writer.get_by_role("link", name="What could your region use?").click()
    fill(writer, text="Sensors to lend would suit our firms.")
    writer.locator("main [name=practice]").select_option(label=HERD)
    press(writer, "Save")
    expect(writer.get_by_text("The lesson is kept; members read it.")).to_be_visible()

    # Seven regions score, the project decides, experts validate.
    selection = open_round(lead)
    for account in (*ACCOUNTS, LEAD):
        give_scores(signed_in(account))
    checked(writer)
    decide(lead, selection)
    checked(lead)
    settle(signed_in, HERD, "Small, cheap, and it works.")
    visitor.goto(practices[HERD])
    expect(visitor.locator("h1")).to_have_text(HERD)

    # The plan is written, talked over, endorsed and carried out.
    official = signed_in(account_of("authority"))
    plan = draft(writer, "Programme for firms (test)", practices[HERD])
    checked(writer)
    talk_over(writer, official, plan, actors["authority"])
    answer(writer, secretariat, plan)
    checked(official)
    endorse(official, plan)
    writer.goto(plan)
    press(writer, "Begin to carry it out")
    expect(writer.get_by_text("Good luck.")).to_be_visible()
    ponte("shell", "-c", A_YEAR_PASSES.format(plan=plan.split("/")[2]))
    report(writer, lead, plan, "20", "on_track")
    report(writer, lead, plan, "60", "completed")
    visitor.goto(f"{plan}progress/")
    expect(visitor.get_by_role("row", name="Firms that borrow").first).to_contain_text("60")
    checked(lead, writer, visitor)

    # What changed, in euros, and where it came from.
    improvement = claim(writer, official, secretariat, plan, actors["instrument"])
    checked(writer, official, secretariat)
    assert euros(visitor) == before + AMOUNT
    follow(visitor, practices[HERD])
    assert visitor.url == improvement
    checked(visitor)

    pages = [visitor, *map(signed_in, [LEAD, "secretariat", *ACCOUNTS, *EXPERTS])]
    assert [complaint for page in pages for complaint in page.complaints] == []
