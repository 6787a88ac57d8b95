"""The pages of plans, as those see them who take part and others."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ponte.plans import actions, content
from ponte.plans.models import ActionPlan, Comment, LedgerEntry, Participant, Report, Suggestion
from ponte.plans.sections import place_at, places
from tests.factories.community import make_member
from tests.factories.plans import (
    PDF,
    add_lead,
    add_participant,
    add_whole_action,
    endorsed_plan,
    make_plan,
    make_report,
    offered_plan,
    partner_of,
    practice_source,
    running_plan,
    secretary,
    whole_plan,
)
from tests.factories.transfers import advance, make_transfer, team_lead

pytestmark = pytest.mark.django_db
Role = Participant.Role


@pytest.fixture
def sign_in(client):
    def enter(member):
        client.force_login(member, "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


def at(name, *args):
    return reverse(f"plans:{name}", args=args)


def fields_of(response):
    """What the browser would send of the form of a section."""
    form = response.context["form"]
    data = {"version": response.context["version"], "window": "w"}
    bound = [form, *(line for table in form.tables for line in table.forms)]
    for each in bound:
        for field in each:
            value = field.value()
            if value is not None:
                data[field.html_name] = value
    return data | {f"{table.name}-rows": len(table.forms) for table in form.tables}


def test_a_draft_is_shown_to_those_who_take_part_and_to_nobody_else(sign_in, client):
    plan = whole_plan()

    assert client.get(plan.get_absolute_url()).status_code == 302
    assert sign_in(make_member()).get(plan.get_absolute_url()).status_code == 403
    for who in (partner_of(plan), add_participant(plan, Role.STAKEHOLDER), secretary()):
        page = sign_in(who).get(plan.get_absolute_url())
        assert page.status_code == 200
        assert "Early warning" in page.content.decode()


def test_an_endorsed_plan_is_public_without_names_of_people(client):
    plan = endorsed_plan()
    plan.contact.first_name = "Zelda"
    plan.contact.save()

    page = client.get(plan.get_absolute_url()).content.decode()

    assert "80,000.30" in page
    assert "Signed for" in page
    assert "Zelda" not in page
    assert plan.instrument.name_en in client.get(at("index")).content.decode()


@pytest.mark.parametrize("slug", ["general", "context"])
def test_a_section_of_the_plan_sent_as_it_is_changes_nothing(sign_in, slug):
    plan = whole_plan()
    browser = sign_in(partner_of(plan))
    before = ActionPlan.objects.get().lock_version

    answer = browser.post(
        at("edit", plan.pk, slug), fields_of(browser.get(at("edit", plan.pk, slug)))
    )

    assert answer.status_code == 302
    assert ActionPlan.objects.get().lock_version == before


def test_sections_of_an_action_sent_as_they_are_change_nothing(sign_in):
    plan = whole_plan()
    browser = sign_in(partner_of(plan))
    action = plan.actions.get()

    for place in places(plan)[2:]:
        page = browser.get(at("edit", plan.pk, place.slug))
        assert browser.post(at("edit", plan.pk, place.slug), fields_of(page)).status_code == 302

    assert plan.actions.get().lock_version == action.lock_version


def test_a_row_is_added_by_filling_in_a_blank_one_and_removed_by_emptying_it(sign_in):
    plan = whole_plan()
    browser, action = sign_in(partner_of(plan)), plan.actions.get()
    address = at("edit", plan.pk, f"{action.pk}-money")
    data = fields_of(browser.get(address))

    data |= {"cost_lines-0-category": "", "cost_lines-0-text": "", "cost_lines-0-amount": ""}
    data |= {"cost_lines-2-category": "other", "cost_lines-2-amount": "7.5"}
    browser.post(address, data | {"stay": "1"})

    rows = action.cost_lines.values_list("category", "amount")
    assert [(category, str(amount)) for category, amount in rows] == [
        ("travel", "0.20"),
        ("other", "7.50"),
    ]


def test_a_save_by_itself_keeps_what_fits_and_says_so(sign_in):
    plan = whole_plan()
    browser, action = sign_in(partner_of(plan)), plan.actions.get()
    address = at("edit", plan.pk, f"{action.pk}-money")
    data = fields_of(browser.get(address))
    data |= {"costs": "About right.", "cost_lines-0-amount": "much"}

    note = browser.post(address, data, headers={"HX-Request": "true"})

    assert "except what does not fit" in note.content.decode()
    action.refresh_from_db()
    assert (action.costs, action.cost_lines.count()) == ("About right.", 2)


def test_two_windows_that_change_one_field_are_shown_both_texts(sign_in):
    plan = whole_plan()
    browser = sign_in(partner_of(plan))
    data = fields_of(browser.get(at("edit", plan.pk, "context")))
    browser.post(at("edit", plan.pk, "context"), {**data, "context": "Mine"})

    answer = browser.post(
        at("edit", plan.pk, "context"), {**data, "context": "Yours", "window": "other"}
    )

    assert answer.status_code == 409
    assert {"Mine", "Yours"} <= set(re.findall(r"<p>(\w+)</p>", answer.content.decode()))


def test_a_source_is_linked_by_the_address_of_its_page(sign_in):
    plan = whole_plan()
    browser, action = sign_in(partner_of(plan)), plan.actions.get()
    practice = practice_source()["practice"]
    address = at("edit", plan.pk, f"{action.pk}-background")
    data = fields_of(browser.get(address))

    wrong = data | {"sources-1-kind": "practice", "sources-1-name": "No such thing"}
    assert browser.post(address, wrong).status_code == 422
    right = data | {"sources-1-kind": "practice", "sources-1-name": practice.get_absolute_url()}
    browser.post(address, right)

    assert [each.practice for each in action.sources.all()][1] == practice


def test_a_plan_is_begun_by_members_of_the_project(sign_in):
    plan = make_plan()
    other = make_plan(project=plan.project).instrument
    ActionPlan.objects.filter(instrument=other).delete()
    given = {"project": plan.project_id, "instrument": other.pk, "language": "en"}

    assert sign_in(make_member()).post(at("new"), given).status_code == 403
    answer = sign_in(partner_of(plan)).post(at("new"), given)
    made = ActionPlan.objects.get(instrument=other)
    assert answer.url == at("edit", made.pk, "general")
    assert sign_in(partner_of(plan)).post(at("new"), given).status_code == 422


def test_a_planned_transfer_is_one_press_away(sign_in):
    transfer = advance(make_transfer(), "conclude", "plan")
    plan = make_plan(by=team_lead(transfer))
    browser = sign_in(team_lead(transfer))

    assert str(transfer) in browser.get(at("check", plan.pk)).content.decode()
    browser.post(at("take_over", plan.pk), {"transfer": transfer.pk})

    assert plan.actions.get().sources.get().transfer == transfer
    other = make_plan()
    assert (
        sign_in(partner_of(other))
        .post(at("take_over", other.pk), {"transfer": transfer.pk})
        .status_code
        == 404
    )


def test_stakeholders_comment_and_suggest_and_only_partners_decide(sign_in):
    plan = whole_plan()
    stakeholder = add_participant(plan, Role.STAKEHOLDER)
    browser = sign_in(stakeholder)
    browser.post(at("talk", plan.pk, "context"), {"text": "Which firms?"})
    browser.post(at("suggest", plan.pk, "context", "context"), {"text": "Small firms close."})
    suggestion = Suggestion.objects.get()
    settle = at("settle", plan.pk, "context", suggestion.pk)

    assert browser.post(settle, {"accept": "1"}).status_code == 403
    assert browser.get(at("edit", plan.pk, "context")).status_code == 403
    page = sign_in(partner_of(plan)).get(at("talk", plan.pk, "context")).content.decode()
    assert "Which firms?" in page
    assert "</span>Small firms </ins>" in page or "<ins>" in page
    browser.post(settle, {"accept": "1"})
    assert ActionPlan.objects.get().context == "Small firms close."
    browser.post(at("settle_comment", plan.pk, "context", Comment.objects.get().pk))
    assert not Comment.objects.get().is_open


def test_the_authority_reads_and_signs(sign_in):
    plan = offered_plan()
    officer = add_participant(plan, Role.AUTHORITY, first_name="Rita")
    browser = sign_in(officer)
    seen = browser.get(at("endorse", plan.pk)).context["form"]["seen"].value()

    unsigned = browser.post(at("endorse", plan.pk), {"name": "", "seen": seen})
    assert unsigned.status_code == 422
    given = {"name": "Rita R.", "position": "Head", "agreed": "on", "seen": seen}
    assert sign_in(partner_of(plan)).post(at("endorse", plan.pk), given).status_code == 403
    sign_in(officer).post(at("endorse", plan.pk), given)

    assert ActionPlan.objects.get().endorsement.name == "Rita R."


def test_a_step_that_needs_a_reason_asks_for_it(sign_in):
    plan = running_plan()
    browser = sign_in(partner_of(plan))

    assert browser.post(at("explain", plan.pk, "give_up"), {"reason": ""}).status_code == 422
    browser.post(at("explain", plan.pk, "give_up"), {"reason": "No money."})

    assert ActionPlan.objects.get().end_reason == "No money."
    assert browser.get(at("explain", plan.pk, "give_up")).status_code == 404


def test_versions_are_compared_word_by_word(sign_in):
    plan = offered_plan()
    actions.edit(
        record=plan,
        by=partner_of(plan),
        values={"context": "Firms close early."},
        seen=plan.lock_version,
    )

    page = sign_in(secretary()).get(at("versions", plan.pk))

    assert [each.label for each in page.context["differences"]] == ["Policy context"]


def test_a_version_says_the_same_whatever_order_its_columns_were_kept_in():
    said = content.of_plan(whole_plan())
    action = said["actions"][0]
    shuffled = {
        name: [dict(reversed(row.items())) for row in value] if name in content.TABLES else value
        for name, value in action.items()
    }

    assert dict(content.flat(said)) == dict(content.flat({**said, "actions": [shuffled]}))


def test_somebody_who_is_invited_takes_part_when_they_agree(sign_in):
    plan = whole_plan()
    guest = make_member()
    person = {"person": guest.get_absolute_url()}

    sign_in(partner_of(plan)).post(at("team", plan.pk), {**person, "role": "authority"})
    assert not plan.participants.filter(member=guest).exists()
    sign_in(partner_of(plan)).post(at("team", plan.pk), {**person, "role": "stakeholder"})
    browser = sign_in(guest)
    assert browser.get(at("team", plan.pk)).status_code == 403
    browser.post(at("answer_invitation", plan.pk), {"join": "1"})
    assert browser.get(at("team", plan.pk)).status_code == 200


def test_a_report_is_written_sent_approved_and_corrected(sign_in):
    plan = running_plan()
    lead, action = add_lead(plan), plan.actions.get()
    address = at("report", plan.pk, action.pk, "2025-1")
    figure = f"figure-{action.indicators.get().pk}"
    told = {"status": "on_track", "done": "Ten firms.", figure: "10", "funds_mobilised": "5000"}
    browser = sign_in(partner_of(plan))

    lacking = browser.post(address, {**told, "send": "1"})
    assert (lacking.status_code, "Figures need a file" in lacking.content.decode()) == (422, True)
    file = SimpleUploadedFile("../../proof.html", PDF)
    browser.post(address, {**told, "file": file, "send": "1"})
    assert Report.objects.get().state == "sent"
    assert browser.post(address, {"approve": "1"}).status_code == 403
    browser = sign_in(lead)
    browser.post(address, {"approve": "1"})
    entry = LedgerEntry.objects.funds().get()
    assert str(entry.evidence) == "proof.pdf"
    browser.post(at("correct", entry.pk), {"value": "4000", "reason": "Typing."})
    page = browser.get(at("progress", plan.pk)).content.decode()
    assert "<del>5,000</del>" in page
    assert "4,000.00 euro mobilised" in page


def test_evidence_that_is_no_document_is_refused(sign_in):
    plan = running_plan()
    browser, action = sign_in(partner_of(plan)), plan.actions.get()
    file = SimpleUploadedFile("proof.pdf", b"<script>alert(1)</script>")

    answer = browser.post(
        at("report", plan.pk, action.pk, "2025-1"), {"status": "on_track", "file": file}
    )

    assert answer.status_code == 422
    assert Report.objects.count() == 0


def test_the_cockpit_is_for_those_who_oversee_and_reminds_once_a_day(sign_in):
    plan, foreign = running_plan(), running_plan()
    lead = add_lead(plan)

    assert sign_in(partner_of(plan)).get(at("cockpit")).status_code == 403
    page = sign_in(lead).get(at("cockpit")).content.decode()
    assert (str(plan) in page, str(foreign) in page) == (True, False)
    assert str(foreign) in sign_in(secretary()).get(at("cockpit")).content.decode()
    browser = sign_in(lead)
    key = {"action": plan.actions.get().pk, "semester": "2025-1"}
    browser.post(at("remind"), key)
    again = browser.post(at("remind"), key, follow=True).content.decode()
    assert "reminded today already" in again
    assert Report.objects.get().reminders.count() == 1
    foreign_key = {"action": foreign.actions.get().pk, "semester": "2025-1"}
    assert browser.post(at("remind"), foreign_key).status_code == 403


@pytest.mark.parametrize("name", ["detail", "check", "progress", "history", "team", "versions"])
def test_pages_take_as_many_queries_for_three_actions_as_for_one(
    sign_in, name, django_assert_max_num_queries
):
    plan = running_plan() if name == "progress" else whole_plan()
    browser = sign_in(partner_of(plan))

    def queries():
        with django_assert_max_num_queries(80) as counted:
            assert browser.get(at(name, plan.pk)).status_code == 200
        return len(counted)

    queries()
    one = queries()
    if name == "progress":
        for number in (2, 3):
            plan.actions.create(number=number, title="More")
    else:
        for title in "ab":
            add_whole_action(plan, title)
    assert queries() == one


def test_a_place_that_is_not_there_is_missing(sign_in):
    plan, other = whole_plan(), whole_plan()
    browser = sign_in(partner_of(plan))

    for slug in ("nowhere", "x-money", f"{other.actions.get().pk}-money"):
        assert browser.get(at("talk", plan.pk, slug)).status_code == 404
    assert place_at(plan, "context").slug == "context"


def test_the_list_of_plans_is_two_queries_whatever_its_length(client, django_assert_num_queries):
    endorsed_plan()
    client.get(at("index"))
    with django_assert_num_queries(4):
        client.get(at("index"))
    endorsed_plan()
    endorsed_plan()
    with django_assert_num_queries(4):
        client.get(at("index"))


def test_a_report_of_a_plan_with_reports_is_listed(sign_in):
    plan = running_plan()
    make_report(plan)

    page = sign_in(secretary()).get(at("progress", plan.pk)).content.decode()

    assert "to be approved" in page
