"""The pages of a transfer: what they show to whom, and what their forms do."""

import pytest
from django.urls import reverse

from ponte.community.models import Role
from ponte.core.due import due_from, sent_by
from ponte.practices.sheet import SheetUnavailable
from ponte.transfers import actions
from ponte.transfers.models import ContactRequest, Sheet, Transfer
from tests.factories.community import make_member
from tests.factories.transfers import (
    REPORT,
    add_to_team,
    adopted,
    advance,
    give_answers,
    make_officer,
    make_transfer,
    team_lead,
    travelling,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def transfer():
    return make_transfer()


@pytest.fixture
def as_team(client, transfer):
    client.force_login(team_lead(transfer))
    return client


def at(name, transfer, *args):
    return reverse(f"transfers:{name}", args=[transfer.pk, *args])


def text_of(response):
    return response.content.decode()


def sheet_data(transfer, **changed):
    slugs = transfer.framework.components.values_list("slug", flat=True)
    data = {f"support-{slug}": "1" for slug in slugs}
    data |= {f"importance-{slug}": "2" for slug in slugs}
    # Where the platform suggests something, the assessor says so too.
    data |= {f"agree-{slug}": "on" for slug in slugs}
    return data | {name.replace("__", "-"): value for name, value in changed.items()}


# Beginning


def test_the_button_of_a_practice_leads_to_a_form_for_ones_own_region(client):
    practice = travelling()
    officer = make_officer("SI03")
    client.force_login(officer)

    button = reverse("transfers:new") + f"?practice={practice.slug}"
    assert button in text_of(client.get(practice.get_absolute_url()))
    form = client.get(button).context["form"]
    assert (form["practice"].initial, form["region"].initial) == (practice.slug, officer.region)


def test_a_region_in_the_address_is_filled_in(client):
    client.force_login(make_officer("SI"))

    page = client.get(reverse("transfers:new"), {"practice": travelling().slug, "region": "SI04"})

    assert page.context["form"]["region"].initial == "SI04"


def test_a_transfer_is_begun_and_leads_to_the_answers(client):
    practice = travelling()
    client.force_login(make_officer("SI03"))

    page = client.post(
        reverse("transfers:new"),
        {
            "practice": practice.slug,
            "region": "SI03",
            "aim": "Fewer firms that close.",
            "visibility": "adopting",
        },
    )

    transfer = Transfer.objects.get()
    assert page.url == at("assessment", transfer)
    assert (transfer.practice, transfer.region.code) == (practice, "SI03")


def test_pressing_twice_begins_one(client, transfer):
    client.force_login(team_lead(transfer))
    data = {"region": "SI03", "aim": "Again.", "visibility": "team"}

    page = client.post(reverse("transfers:new"), {"practice": transfer.practice.slug, **data})

    assert page.url == transfer.get_absolute_url()
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"region": "AT11"}, "Your organisation does not belong to this region."),
        ({"region": "Atlantis"}, "No region is known as “Atlantis”."),
        ({"practice": "no-such-thing"}, "No practice has this address or title."),
        ({"aim": ""}, "This field is required."),
        ({"aim": "x" * 1001}, "1000"),
    ],
)
def test_mistakes_are_told_and_nothing_is_lost(client, changed, said):
    client.force_login(make_officer("SI03"))
    data = {"region": "SI03", "aim": "Fewer.", "instrument": "Programme 7", "visibility": "team"}

    page = client.post(reverse("transfers:new"), {"practice": travelling().slug, **data, **changed})

    assert page.status_code == 422
    assert said in text_of(page)
    assert "Programme 7" in text_of(page)
    assert not Transfer.objects.exists()


def test_nothing_is_brought_home_to_where_it_comes_from(client):
    client.force_login(make_officer("FI1D7"))

    page = client.post(
        reverse("transfers:new"),
        {"practice": travelling().slug, "region": "FI1D7", "aim": "Fewer.", "visibility": "team"},
    )

    assert "The practice comes from this region." in text_of(page)


@pytest.mark.parametrize(
    ("roles", "said"), [([], "Edit your profile"), ([Role.SECRETARIAT], "no transfer of their own")]
)
def test_who_cannot_begin_reads_why(client, roles, said):
    client.force_login(make_member(roles=roles))

    assert said in text_of(client.get(reverse("transfers:new")))


# Who sees what


def test_a_transfer_that_is_not_public_is_for_those_who_take_part(client, transfer):
    address = transfer.get_absolute_url()

    def status(member):
        client.force_login(member)
        return client.get(address).status_code

    assert client.get(address).status_code == 302
    assert status(make_officer("SI03")) == 403
    assert status(team_lead(transfer)) == 200
    assert status(transfer.practice.author) == 200
    assert status(make_member(roles=[Role.SECRETARIAT])) == 200


def test_visitors_see_of_a_public_one_what_it_is_for_and_not_who_answers(client):
    transfer = make_transfer(visibility="public", barriers="No register.")
    give_answers(transfer, need={"support": 1, "comment": "Secret words."})

    page = client.get(transfer.get_absolute_url())

    text = text_of(page)
    assert "No register." in text
    assert "Secret words." not in text
    assert team_lead(transfer).name not in text
    assert "History" not in text
    assert client.get(at("answers", transfer)).status_code == 302


def test_the_pages_that_are_open_are_offered_as_tabs(as_team, transfer):
    def offered():
        return [tab.label for tab in as_team.get(transfer.get_absolute_url()).context["tabs"]]

    assert offered() == ["Overview", "My answers", "Contacts", "Team"]
    give_answers(transfer)
    assert offered() == ["Overview", "My answers", "Compare", "Contacts", "Team"]
    advance(transfer, "conclude", "plan", "begin")
    assert offered() == [
        "Overview",
        "My answers",
        "Compare",
        "Plan",
        "Contacts",
        "Team",
        "Result",
    ]


# Steps


def test_what_is_lacking_for_a_step_is_said_in_place_of_its_button(as_team, transfer):
    (conclude, stop) = as_team.get(transfer.get_absolute_url()).context["steps"]

    assert (conclude.event, conclude.lacking) == (
        "conclude",
        "Nobody of your region has sent answers yet.",
    )
    assert stop.url == at("stop", transfer)


def test_buttons_take_steps(as_team, transfer):
    give_answers(transfer)

    for event in ("conclude", "plan", "begin"):
        page = as_team.post(at("step", transfer), {"event": event})
        assert page.status_code == 302

    transfer.refresh_from_db()
    assert transfer.state == Transfer.State.ADOPTING


def test_a_step_that_is_not_possible_is_refused_in_words(as_team, transfer):
    page = as_team.post(at("step", transfer), {"event": "begin"}, follow=True)

    assert "This step is not possible any more" in text_of(page)
    assert as_team.post(at("step", transfer), {"event": "fly"}).status_code == 403


def test_it_is_stopped_with_a_reason(as_team, transfer):
    assert as_team.post(at("stop", transfer), {"reason": ""}).status_code == 422

    as_team.post(at("stop", transfer), {"reason": "No money."})

    assert "No money." in text_of(as_team.get(transfer.get_absolute_url()))


def test_what_it_is_about_is_changed(as_team, transfer):
    data = {"aim": "Fewer insolvencies.", "visibility": "public", "seen": "0"}

    assert as_team.post(at("edit", transfer), data).status_code == 302
    page = as_team.post(at("edit", transfer), {**data, "aim": "Mine."})

    transfer.refresh_from_db()
    assert transfer.aim == "Fewer insolvencies."
    assert page.status_code == 422
    assert "Somebody else has changed this meanwhile." in text_of(page)
    assert "Fewer insolvencies." in text_of(page)
    assert "Mine." in text_of(page)
    assert 'name="seen" value="1"' in text_of(page)


# Answers


def test_a_draft_is_kept_and_tells_what_it_adds_up_to(as_team, transfer):
    data = sheet_data(
        transfer, support__legal="-2", importance__legal="3", support__need="", comment__need="Hm."
    )

    page = as_team.post(at("assessment", transfer), data, follow=True)

    text = text_of(page)
    assert "Your draft is saved." in text
    assert "Blocked unless mitigated" in text
    assert "Hm." in text
    assert not Sheet.objects.get().is_sent


def test_a_sheet_with_gaps_is_not_sent_and_nothing_is_lost(as_team, transfer):
    data = sheet_data(transfer, support__need="", support__legal="-1", comment__time="Soon.")

    page = as_team.post(at("assessment", transfer), {**data, "send": "1"})

    text = text_of(page)
    assert page.status_code == 422
    assert "Choose an answer; “I do not know” is one." in text
    assert "Say what could be done about it, or that you know of nothing." in text
    assert "Soon." in text
    sheet = Sheet.objects.get()
    assert not sheet.is_sent
    assert sheet.answers.get(component__slug="time").comment == "Soon."


def test_answers_are_sent_and_then_shown(as_team, transfer):
    data = sheet_data(transfer, support__legal="-1", mitigation__legal="Ask for consent.")

    page = as_team.post(at("assessment", transfer), {**data, "send": "1"}, follow=True)

    text = text_of(page)
    assert Sheet.objects.get().is_sent
    assert "They stay as they are." in text
    assert "Ask for consent." in text
    assert as_team.get(at("answers", transfer)).status_code == 200


def test_a_suggestion_is_shown_with_its_source_and_filled_in(as_team, transfer):
    text = text_of(as_team.get(at("assessment", transfer)))

    assert "The evidence grade of the practice is: nothing stated." in text
    assert "Source: The results stated on its page" in text
    assert "I agree with the suggestion" in text


def test_mitigations_that_were_proposed_count_when_the_team_saves_them(as_team, transfer):
    blocked = {"support": -2, "importance": 3, "mitigation": "Ask for consent."}
    give_answers(transfer, support=2, legal=blocked)

    before = text_of(as_team.get(at("answers", transfer)))
    as_team.post(at("mitigations", transfer), {"legal": "Ask for consent."})
    after = text_of(as_team.get(at("answers", transfer)))

    assert "Blocked unless mitigated" in before
    assert "Ask for consent.</textarea>" in before.replace("\n", "")
    assert "Blocked unless mitigated" not in after
    assert transfer.mitigations.get().text == "Ask for consent."


# The plan


def test_the_plan_is_read_written_and_printed(as_team, transfer):
    advance(transfer, "conclude", "plan")
    parts = {"background": "Ours.", "seen": "0"}

    assert as_team.post(at("edit_plan", transfer), parts).status_code == 302
    assert "Ours." in text_of(as_team.get(at("plan", transfer)))
    pdf = as_team.get(at("plan_pdf", transfer))
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


def test_without_the_library_the_page_says_so(as_team, transfer, monkeypatch):
    def away():
        raise SheetUnavailable

    monkeypatch.setattr("ponte.practices.sheet.writer", away)
    advance(transfer, "conclude", "plan")

    assert as_team.get(at("plan_pdf", transfer)).status_code == 503


# The end


def test_it_ends_with_a_report_on_the_page_of_the_practice(as_team, transfer):
    advance(transfer, "conclude", "plan", "begin")
    data = {**REPORT, "event": "adapt", "adapted": "Without mentors."}

    as_team.post(at("result", transfer), data)

    practice = text_of(as_team.get(transfer.practice.get_absolute_url()))
    assert "It works here, too." in practice
    assert "Without mentors." in text_of(as_team.get(transfer.get_absolute_url()))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"event": "stop"}, "Say why it is stopped"),
        ({"event": "adapt", "adapted": ""}, "Say what you did in another way."),
        ({"event": "adopt", "year": "2999"}, "This year has not begun."),
        ({"event": ""}, "This field is required."),
    ],
)
def test_an_end_that_is_not_told_whole_is_refused(as_team, transfer, changed, said):
    advance(transfer, "conclude", "plan", "begin")

    page = as_team.post(at("result", transfer), {**REPORT, **changed})

    assert page.status_code == 422
    assert said in text_of(page)
    assert Transfer.objects.get().state == Transfer.State.ADOPTING


def test_only_the_team_ends_it(client, transfer):
    advance(transfer, "conclude", "plan", "begin")
    client.force_login(transfer.practice.author)

    assert client.get(at("result", transfer)).status_code == 200
    assert client.post(at("result", transfer), REPORT).status_code == 403


# The team


def test_a_colleague_is_invited_by_name(as_team, transfer):
    colleague = make_officer("SI03", first_name="Ana Marija", last_name="Novak")

    as_team.post(at("team", transfer), {"colleague": "Ana Marija  novak"})

    assert [each.member for each in transfer.team.filter(joined_at=None)] == [colleague]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ana Novak", "Several people have this name"),
        ("Nobody Here", "Nobody of this name"),
        ("/people/no-such/", "No person’s page"),
    ],
)
def test_who_cannot_be_meant_is_told(as_team, transfer, name, said):
    for _n in range(2):
        make_officer("SI03", first_name="Ana", last_name="Novak")

    page = as_team.post(at("team", transfer), {"colleague": name})

    assert page.status_code == 422
    assert said in text_of(page)


def test_a_namesake_is_invited_by_the_address_of_the_page(as_team, transfer):
    first, _second = (make_officer("SI03", first_name="Ana", last_name="Novak") for _n in range(2))

    as_team.post(at("team", transfer), {"colleague": first.get_absolute_url()})

    assert transfer.team.filter(member=first).exists()


@pytest.mark.parametrize(("button", "joined"), [("join", True), ("decline", False)])
def test_an_invitation_is_answered_on_the_page_it_leads_to(client, transfer, button, joined):
    colleague = make_officer("SI03")
    actions.invite(transfer=transfer, member=colleague, by=team_lead(transfer))
    client.force_login(colleague)

    page = text_of(client.get(transfer.get_absolute_url()))
    client.post(at("answer_invitation", transfer), {button: "1"})

    assert "You are invited to the team" in page
    assert "History" not in page
    assert transfer.team.filter(member=colleague).exists() is joined
    assert client.get(at("team", transfer)).status_code == (200 if joined else 403)


def test_the_last_of_the_team_is_told_to_stop_it_instead(as_team, transfer):
    page = as_team.post(at("leave", transfer), follow=True)

    assert "You are the last of the team" in text_of(page)


# Contacts


def test_somebody_is_asked_and_agrees(client, as_team, transfer):
    owner = transfer.practice.author

    as_team.post(at("ask", transfer, owner.handle), {"note": "What did it cost?"})
    request = ContactRequest.objects.get()
    mine = text_of(as_team.get(request.get_absolute_url()))
    client.force_login(owner)
    asked = text_of(client.get(request.get_absolute_url()))
    client.post(request.get_absolute_url(), {"accept": "1"})
    agreed = text_of(client.get(request.get_absolute_url()))

    assert owner.email not in mine
    assert "What did it cost?" in asked
    assert team_lead(transfer).email not in asked
    assert team_lead(transfer).email in agreed
    assert "What did it cost?" not in agreed


def test_who_declines_gives_no_address(client, as_team, transfer):
    owner = transfer.practice.author
    as_team.post(at("ask", transfer, owner.handle), {})
    request = ContactRequest.objects.get()
    client.force_login(owner)

    client.post(request.get_absolute_url(), {"decline": "1"})

    client.force_login(team_lead(transfer))
    assert owner.email not in text_of(client.get(request.get_absolute_url()))


def test_only_the_two_see_a_request_and_each_answers_for_oneself(client, as_team, transfer):
    owner = transfer.practice.author
    as_team.post(at("ask", transfer, owner.handle), {})
    request = ContactRequest.objects.get()

    assert as_team.post(request.get_absolute_url(), {"accept": "1"}).status_code == 403
    client.force_login(make_member(roles=[Role.SECRETARIAT]))
    assert client.get(request.get_absolute_url()).status_code == 403


def test_nobody_is_asked_who_was_not_proposed(as_team, transfer):
    stranger = make_member()

    assert as_team.post(at("ask", transfer, stranger.handle), {}).status_code == 403
    assert not ContactRequest.objects.exists()


# Lists and other pages


def test_the_dashboard_tells_what_is_due_and_what_became_of_it(transfer):
    owner, colleague = transfer.practice.author, make_officer("SI03")
    actions.invite(transfer=transfer, member=colleague, by=team_lead(transfer))
    actions.ask_for_talk(transfer=transfer, member=owner, by=team_lead(transfer))

    def due(member):
        return [entry.label for entry in due_from(member)]

    title = "“Early warning for firms”"
    assert due(team_lead(transfer)) == [f"Assess {title} for Vzhodna Slovenija"]
    assert due(colleague) == [f"Join the team for {title}?"]
    assert due(owner) == [
        f"{team_lead(transfer)} asks for a talk about {title}",
        f"Assess {title} for Vzhodna Slovenija",
    ]
    (sent,) = sent_by(team_lead(transfer))
    assert (sent.state_label, sent.waiting_for) == ("considered", "answers of the team")
    give_answers(transfer)
    assert due(team_lead(transfer)) == []


@pytest.mark.parametrize("number", [1, 3])
def test_ones_own_list_takes_the_same_queries_for_one_as_for_three(
    client, django_assert_num_queries, number
):
    officer = make_officer("SI03")
    for at_ in range(number):
        make_transfer(travelling(title=f"Practice {at_}"), by=officer)
    client.force_login(officer)
    client.get(reverse("transfers:mine"))

    with django_assert_num_queries(10):
        page = client.get(reverse("transfers:mine"))

    assert len(page.context["page"].object_list) == number


def test_the_page_of_a_practice_shows_what_is_under_way_to_those_who_may_see_it(client, transfer):
    address = transfer.practice.get_absolute_url()

    assert "Transfers under way" not in text_of(client.get(address))
    for member in (team_lead(transfer), transfer.practice.author):
        client.force_login(member)
        assert "Transfers under way" in text_of(client.get(address))
    client.logout()
    advance(transfer, "conclude", "plan", "begin")
    assert transfer.get_absolute_url() in text_of(client.get(address))


def test_the_page_of_a_region_shows_what_left_and_what_came(client):
    transfer = adopted()

    there = text_of(client.get("/regions/FI1D7/"))
    here = text_of(client.get("/regions/SI03/"))

    assert "No practice has come here yet." in there
    assert "No practice from here has travelled yet." in here
    assert transfer.get_absolute_url() in there
    assert transfer.get_absolute_url() in here
    assert "Practices given and taken" not in text_of(client.get("/regions/AT11/"))


def test_another_of_the_team_sees_the_plan_but_others_of_the_region_do_not(client, transfer):
    colleague, stranger = make_officer("SI03"), make_officer("SI03")
    add_to_team(transfer, colleague)
    advance(transfer, "conclude", "plan")

    for member, status in ((colleague, 200), (stranger, 403)):
        client.force_login(member)
        assert client.get(at("plan", transfer)).status_code == status
