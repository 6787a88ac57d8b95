"""The pages of improvements: what they show to whom, what their forms and downloads do."""

import csv
from decimal import Decimal
from hashlib import sha256
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ponte.community.models import Role
from ponte.impact import chain, indicators
from ponte.impact.actions import Origin
from ponte.impact.chain import Node
from ponte.impact.models import Claim
from ponte.learning.models import Activity
from ponte.projects.models import Programme
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.factories.community import make_member, make_organisation
from tests.factories.files import pdf
from tests.factories.impact import attested, confirmed, make_claim, origin, sent
from tests.factories.instruments import make_instrument
from tests.factories.practices import make_practice
from tests.factories.projects import make_project
from tests.factories.transfers import adopted

pytestmark = pytest.mark.django_db
INDEX = reverse("impact:index")
NEW = reverse("impact:new")
TWICE = {"funds-1-year": "2025", "funds-1-kind": "structural", "funds-1-amount": "1"}


@pytest.fixture
def sign_in(client):
    def enter(member):
        client.force_login(member, "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


def text_of(response):
    return response.content.decode()


def rows_of(response):
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(body)))


def worker():
    return make_member(organisation=make_organisation())


def typed(instrument, **changed):
    """What a browser would send of the form of a claim."""
    practice = make_practice(title="Seen there")
    attestor = make_member(organisation=instrument.responsible_authority)
    lines = changed.pop("lines", [("2025", "structural", "1200.50"), ("", "structural", "")])
    data = {
        "title": "A line for advisers",
        "instrument": instrument.get_absolute_url(),
        "project": "",
        "topic": str(Topic.objects.get(slug="green").pk),
        "type": "projects",
        "effective_on": "2025-03-01",
        "description": "The call pays for advisers.",
        "origins": f"{practice.get_absolute_url()}\nA seminar in Prato",
        "contribution": "We saw it there.",
        "attestor": str(attestor),
        "funds-TOTAL_FORMS": str(len(lines)),
        "funds-INITIAL_FORMS": "0",
        **changed,
    }
    for number, (year, kind, amount) in enumerate(lines):
        data |= {
            f"funds-{number}-year": year,
            f"funds-{number}-kind": kind,
            f"funds-{number}-amount": amount,
        }
    return data


def at(name, claim):
    return reverse(f"impact:{name}", args=[claim.pk])


# The figures


def test_the_page_shows_the_figures_of_what_is_chosen_and_nothing_is_added_twice(client):
    confirmed(topic="smart")
    confirmed(topic="green", money={(2025, "other"): Decimal(7)}, beneficiaries=12)
    sent(money={(2024, "other"): Decimal(99)})

    page = client.get(INDEX)
    green = client.get(INDEX, {"topic": "green", "year": "2025"})

    assert "€301,508" in text_of(page)
    assert "€99 more is claimed and waits" in text_of(page)
    assert "made up for the demonstration" not in text_of(page)
    tally = green.context["tally"]
    assert (tally.total, tally.other, tally.structural) == (7, 7, 0)
    assert [claim.topic.slug for claim in green.context["claims"]] == ["green"]
    assert [label for label, _url in green.context["chips"]] == ["Green", "2025"]


def test_each_breakdown_adds_up_to_the_headline_and_its_rows_lead_to_their_own_figures(client):
    project = make_project(programme=Programme.objects.create(slug="ie", name="IE"))
    confirmed(project=project)
    confirmed(topic="green", instrument=make_instrument(territory="ES51"))
    page = client.get(INDEX)

    for _title, _name, lines in page.context["breakdowns"]:
        assert sum(line.amount for line in lines) == page.context["tally"].total
        for line in lines:
            assert client.get(line.url).context["tally"].total == line.amount


@pytest.mark.parametrize("query", [{}, {"topic": "green"}, {"year": "2025"}, {"country": "IT"}])
def test_the_download_adds_up_to_what_the_page_says(client, query):
    confirmed()
    confirmed(topic="green", money={(2025, "other"): Decimal("0.01")})
    confirmed(topic="green", money={}, instrument=make_instrument(territory="ES51"))
    sent()

    rows = rows_of(client.get(reverse("impact:file", args=["csv"]), query))

    page = client.get(INDEX, query)
    assert sum(Decimal(row["amount_eur"] or 0) for row in rows) == page.context["tally"].total
    assert {row["address"] for row in rows} == {
        claim.get_absolute_url() for claim in page.context["claims"]
    }


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
def test_each_format_is_offered_and_anything_else_is_not_there(client, file_format):
    confirmed()

    assert reverse("impact:file", args=[file_format]) in text_of(client.get(INDEX))
    assert client.get(reverse("impact:file", args=[file_format])).status_code == 200
    assert client.get(reverse("impact:file", args=["exe"])).status_code == 404


def test_nothing_confirmed_yet_is_said_and_the_page_stands(client):
    page = client.get(INDEX, {"year": "20x5", "country": "", "topic": "no such"}, follow=True)

    assert "Nothing is confirmed here yet" in text_of(page)


def test_the_page_asks_the_database_as_often_for_many_as_for_few(client):
    def ask():
        with CaptureQueriesContext(connection) as asked:
            client.get(INDEX)
        return len(asked)

    confirmed(origin(), title="Call")
    ask()
    few = ask()
    for number in range(3):
        confirmed(origin(), title=f"Call {number}")

    assert ask() == few


def test_how_we_count_tells_every_step_and_every_rule(client):
    page = text_of(client.get(reverse("impact:how_we_count")))

    for each in indicators.INDICATORS:
        assert each.code in page
        assert str(each.rule) in page
    assert "waits for the authority" in page


# One improvement


def test_what_is_confirmed_is_public_with_its_chain_and_without_its_files(client):
    practice = make_practice(title="Repair for all")
    claim = confirmed(origin(practice), indicator="Repairs", indicator_after=Decimal(12))
    page = client.get(claim.get_absolute_url())

    assert page.status_code == 200
    assert practice.get_absolute_url() in text_of(page)
    assert "€301,500" in text_of(page)
    assert "decision.pdf" in text_of(page)
    assert claim.evidence.get().get_absolute_url() not in text_of(page)
    assert str(claim.attestor) not in text_of(page)


@pytest.mark.parametrize("make", [make_claim, sent, attested], ids=lambda make: make.__name__)
def test_before_it_is_confirmed_only_those_concerned_see_it(sign_in, client, make):
    claim = make()

    assert client.get(claim.get_absolute_url()).status_code == 302
    for member, status in (
        (claim.claimed_by, 200),
        (claim.attestor, 200),
        (make_member(roles=[Role.SECRETARIAT]), 200),
        (make_member(), 403),
    ):
        assert sign_in(member).get(claim.get_absolute_url()).status_code == status
        proof = claim.evidence.get().get_absolute_url()
        assert client.get(proof).status_code == status


def test_each_finds_the_steps_that_are_theirs(sign_in):
    claim = sent()
    buttons = {
        claim.claimed_by: ["withdraw"],
        claim.attestor: ["attest", "refuse"],
        make_member(roles=[Role.SECRETARIAT]): [],
    }

    for member, events in buttons.items():
        page = sign_in(member).get(claim.get_absolute_url())
        assert [step["event"] for step in page.context["steps"]] == events


def test_attesting_and_confirming_on_the_page(sign_in):
    claim = sent()
    words = {"event": "attest", "attest-words": "The call is open."}
    sign_in(claim.attestor).post(at("step", claim), words)
    page = sign_in(make_member(roles=[Role.SECRETARIAT])).post(
        at("step", claim), {"event": "confirm"}, follow=True
    )

    claim.refresh_from_db()
    assert (claim.state, claim.attestation) == ("confirmed", "The call is open.")
    assert "its money counts from now on" in text_of(page)


def test_words_that_are_missing_are_asked_for_and_nothing_happens(sign_in):
    claim = sent()

    page = sign_in(claim.attestor).post(at("step", claim), {"event": "refuse"})

    assert page.status_code == 422
    assert "This field is required" in text_of(page)
    claim.refresh_from_db()
    assert claim.state == "sent"


def test_what_is_lacking_stands_in_the_place_of_the_button(sign_in):
    claim = make_claim(files=[])

    page = sign_in(claim.claimed_by).get(claim.get_absolute_url())

    assert "Add a file that proves it." in text_of(page)
    assert 'value="send"' not in text_of(page)


# Typing a claim


def test_a_claim_is_made_with_all_that_was_typed(sign_in):
    instrument, member = make_instrument(), worker()
    data = typed(instrument, file=pdf())

    page = sign_in(member).post(NEW, data, follow=True)

    claim = Claim.objects.get()
    assert page.redirect_chain == [(claim.get_absolute_url(), 302)]
    assert (claim.claimed_by, claim.instrument, claim.state) == (member, instrument, "draft")
    assert [(each.kind, each.name) for each in claim.sources.all()] == [
        ("practice", "Seen there"),
        ("event", "A seminar in Prato"),
    ]
    assert claim.total == Decimal("1200.50")
    evidence = claim.evidence.get()
    assert (evidence.extension, evidence.size) == (".pdf", pdf().size)
    assert evidence.digest == sha256(pdf().read()).hexdigest()


def test_a_form_that_is_refused_comes_back_filled(sign_in):
    data = typed(
        make_instrument(),
        effective_on="yesterday",
        lines=[("2025", "other", "10"), ("2025", "other", "-3")],
    )

    page = sign_in(worker()).post(NEW, data)

    assert page.status_code == 422
    text = text_of(page)
    for kept in ("A line for advisers", "A seminar in Prato", "yesterday", 'value="-3"'):
        assert kept in text
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"origins": "/practices/nowhere/"}, "is not a public practice"),
        ({"origins": "/no/such/page/"}, "is not a public practice"),
        ({"instrument": "An unheard-of law"}, "No policy instrument has this address or name."),
        ({"funds-TOTAL_FORMS": "2", **TWICE}, "is there twice"),
    ],
)
def test_what_cannot_be_is_said(sign_in, changed, told):
    page = sign_in(worker()).post(NEW, {**typed(make_instrument()), **changed})

    assert page.status_code == 422
    assert told in text_of(page)


def test_who_works_nowhere_or_decides_claims_nothing(sign_in):
    assert sign_in(make_member()).get(NEW).status_code == 403
    secretary = make_member(organisation=make_organisation(), roles=[Role.SECRETARIAT])
    assert sign_in(secretary).get(NEW).status_code == 403


def test_the_address_fills_in_the_form(sign_in):
    practice, instrument = make_practice(), make_instrument()
    query = {"from": practice.get_absolute_url(), "instrument": instrument.get_absolute_url()}

    page = text_of(sign_in(worker()).get(NEW, query))

    assert practice.get_absolute_url() in page
    assert instrument.get_absolute_url() in page


def test_a_draft_is_changed_and_what_somebody_changed_meanwhile_is_not_lost(sign_in):
    claim = make_claim()
    browser = sign_in(claim.claimed_by)
    data = typed(claim.instrument, title="Better said")

    browser.post(at("edit", claim), {**data, "seen": claim.lock_version})
    late = browser.post(at("edit", claim), {**data, "title": "Late", "seen": claim.lock_version})

    claim.refresh_from_db()
    assert claim.title == "Better said"
    assert late.status_code == 422
    assert "Late" in text_of(late)


def test_a_correction_begins_with_what_it_corrects(sign_in):
    claim = confirmed()

    page = sign_in(claim.claimed_by).get(NEW, {"corrects": claim.pk})

    assert claim.title in text_of(page)
    assert 'value="300000.00"' in text_of(page)
    assert sign_in(worker()).get(NEW, {"corrects": claim.pk}).status_code == 403


def test_a_draft_is_deleted_and_what_was_sent_is_not(sign_in):
    draft, claim = make_claim(), sent()

    sign_in(draft.claimed_by).post(at("delete", draft))
    refused = sign_in(claim.claimed_by).post(at("delete", claim))

    assert list(Claim.objects.all()) == [claim]
    assert refused.status_code == 403


def test_my_improvements_are_those_i_claim_or_attest(sign_in):
    claim = sent()
    make_claim(title="Of others")
    mine = reverse("impact:mine")

    for member in (claim.claimed_by, claim.attestor):
        page = sign_in(member).get(mine)
        assert [each.pk for each in page.context["page"]] == [claim.pk]


# The chain of reuse


def test_from_a_euro_to_the_practice_and_back_in_four_clicks(client):
    transfer = adopted()
    practice = transfer.practice
    claim = confirmed(Origin(str(transfer), transfer=transfer))

    def leads(page, url):
        return f'href="{url}"' in text_of(client.get(page))

    assert leads(INDEX, claim.get_absolute_url())
    assert leads(INDEX, practice.get_absolute_url())
    assert leads(claim.get_absolute_url(), practice.get_absolute_url())
    assert leads(claim.get_absolute_url(), transfer.get_absolute_url())
    assert leads(practice.get_absolute_url(), claim.get_absolute_url())
    assert leads(claim.get_absolute_url(), INDEX)


def test_a_learning_activity_is_a_link_of_the_chain_to_what_was_presented_there(client):
    practice = make_practice(title="Repair for all")
    activity = Activity.objects.create(project=make_project(), kind="workshop", title="Prato")
    activity.practices.add(practice)
    seen_there = confirmed(origin(practice), Origin("Prato", activity=activity))
    alone = confirmed(Origin("Prato", activity=activity))

    assert activity.get_absolute_url() in text_of(client.get(seen_there.get_absolute_url()))
    paths, _links = chain.paths_of(seen_there)
    assert [[node.kind for node in path] for path in paths] == [["practice", "event"]]
    assert chain.origins(seen_there)[Node("practice", practice.pk)] == seen_there.total
    paths, _links = chain.paths_of(alone)
    assert [[node.kind for node in path] for path in paths] == [["event"]]


def test_the_address_of_a_learning_activity_is_kept_as_a_typed_link(sign_in):
    activity = Activity.objects.create(project=make_project(), kind="workshop", title="Prato")
    data = typed(make_instrument(), origins=activity.get_absolute_url())

    sign_in(worker()).post(NEW, data)

    source = Claim.objects.get().sources.get()
    assert (source.kind, source.activity, source.name) == ("event", activity, "Prato")


def test_what_came_of_a_practice_is_told_on_its_page_with_its_share(client):
    practice = make_practice()
    claim = confirmed(origin(practice), origin(), money={(2024, "other"): Decimal(101)})

    page = text_of(client.get(practice.get_absolute_url()))

    assert claim.title in page
    assert "€101" in page
    assert "shared with 1 other source; its share: €50" in page


def test_its_project_instrument_and_region_tell_of_it(client):
    project, instrument = make_project(), make_instrument(territory="ITI1")
    claim = confirmed(project=project, instrument=instrument)
    waiting = attested(project=project, instrument=instrument, title="Not decided")
    country = Region.objects.get(code="IT")
    elsewhere = Region.objects.get(code="ES51")

    for record in (project, instrument, instrument.territory, country):
        page = text_of(client.get(record.get_absolute_url()))
        assert claim.get_absolute_url() in page
        assert waiting.get_absolute_url() not in page
    assert claim.get_absolute_url() not in text_of(client.get(elsewhere.get_absolute_url()))
