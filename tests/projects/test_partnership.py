"""Who runs a project keeps its partners, money, instruments and stakeholders on its own pages."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ponte.activity.models import Entry
from ponte.community.models import Organisation
from ponte.instruments.models import PolicyInstrument
from ponte.projects import budgets
from ponte.projects.models import CofinancingRate, Programme, ProjectMember, ProjectPartner
from tests.factories.community import make_member
from tests.factories.instruments import make_instrument
from tests.factories.projects import make_partner, make_project, make_project_member

pytestmark = pytest.mark.django_db
Role = ProjectMember.Role


def make_organisation(slug, name):
    return Organisation.objects.create(
        slug=slug,
        name_original=name,
        name_en=name,
        type="regional",
        legal_status="private_non_profit",
    )


@pytest.fixture
def project():
    programme = Programme.objects.create(slug="europe", name="Europe", office_rate=15)
    for status, rate in {"public_authority": 80, "private_non_profit": 70}.items():
        CofinancingRate.objects.create(programme=programme, legal_status=status, rate=rate)
    return make_project(
        acronym="TRY",
        programme=programme,
        start=date(2023, 1, 1),
        end=date(2023, 12, 31),
        budget_by_partner=True,
    )


@pytest.fixture
def lead(project):
    return make_partner(
        project, name="Lead", role=ProjectPartner.Role.LEAD, legal_status="public_authority"
    )


@pytest.fixture
def admin(client, project):
    member = make_member("webb@people.example")
    make_project_member(project, member, Role.WEB_ADMIN)
    client.force_login(member)
    return member


def at(project, path):
    return f"{project.get_absolute_url()}{path}"


def shown(response):
    return response.content.decode()


def test_a_partner_is_added_and_gets_a_budget_whose_sums_are_made(client, project, lead, admin):
    sent = client.post(
        at(project, "partners/new/"),
        {"name": "Agency", "role": "partner", "legal_status": "private_non_profit"},
    )
    agency = project.partners.get(name="Agency")
    client.post(sent.url, {"staff": "1000", "travel": "100.10"})

    agency.refresh_from_db()
    project.refresh_from_db()
    assert agency.position == 2
    assert (agency.budget, agency.erdf) == (Decimal("1250.10"), Decimal("875.07"))
    assert (project.total_budget, project.erdf) == (Decimal("1250.10"), Decimal("875.07"))
    verbs = set(Entry.objects.about(project).values_list("verb", flat=True))
    assert {"partner-add", "budget"} <= verbs
    page = shown(client.get(at(project, "partners/")))
    assert "1,250.10" in page
    assert "375.03" in page


def test_a_total_to_which_the_costs_do_not_add_up_is_told_and_nothing_is_saved(
    client, project, lead, admin
):
    answer = client.post(
        at(project, f"partners/{lead.pk}/budget/"), {"staff": "1000", "total": "1149.99"}
    )

    assert answer.status_code == 422
    assert "The costs add up to 1150.00 €: 0.01 € more or less" in shown(answer)
    assert not lead.budget_lines.exists()

    client.post(at(project, f"partners/{lead.pk}/budget/"), {"staff": "1000", "total": "1150"})
    assert lead.budget_lines.count() == 2


def test_the_rate_follows_a_change_of_the_legal_status(client, project, lead, admin):
    budgets.set_budget(partner=lead, amounts={"travel": Decimal(100)}, by=admin)

    client.post(
        at(project, f"partners/{lead.pk}/"),
        {"name": "Lead", "role": "lead", "legal_status": "private_non_profit"},
    )

    lead.refresh_from_db()
    assert (lead.cofinancing_rate, lead.erdf) == (Decimal(70), Decimal(70))


def test_a_rate_of_its_own_counts_where_the_programme_has_none(client, project, admin):
    other = make_partner(project, name="Firm", legal_status="private_for_profit")
    budgets.set_budget(partner=other, amounts={"travel": Decimal(100)}, by=admin)

    client.post(
        at(project, f"partners/{other.pk}/"),
        {
            "name": "Firm",
            "role": "partner",
            "legal_status": "private_for_profit",
            "cofinancing_rate": "45.5",
        },
    )

    other.refresh_from_db()
    assert (other.erdf, other.own_contribution) == (Decimal("45.50"), Decimal("54.50"))


def test_a_second_lead_partner_is_refused(client, project, lead, admin):
    answer = client.post(at(project, "partners/new/"), {"name": "Two", "role": "lead"})

    assert answer.status_code == 422
    assert "A project has one lead partner, and Lead is it." in shown(answer)


def test_spending_is_planned_to_the_cent_and_emptied_before_the_budget_shrinks(
    client, project, lead, admin
):
    budgets.set_budget(partner=lead, amounts={"travel": Decimal(100)}, by=admin)
    page = at(project, "spending/")

    refused = client.post(page, {"semester-1": "50", "semester-2": "49.99"})
    assert refused.status_code == 422
    assert "99.99 € are planned of 100.00 €" in shown(refused)
    client.post(page, {"semester-1": "50", "semester-2": "50"})
    assert project.spending_plan.count() == 2

    # Money that only changes its category never looks as if it were missing.
    client.post(at(project, f"partners/{lead.pk}/budget/"), {"equipment": "60", "travel": "40"})
    assert lead.budget_lines.count() == 2
    smaller = client.post(at(project, f"partners/{lead.pk}/budget/"), {"travel": "99"})
    assert smaller.status_code == 422
    assert "Empty the spending plan first." in shown(smaller)

    client.post(page, {"semester-1": "", "semester-2": ""})
    assert (
        client.post(at(project, f"partners/{lead.pk}/budget/"), {"travel": "99"}).status_code == 302
    )
    project.refresh_from_db()
    assert project.total_budget == 99


def test_totals_that_differ_from_the_partners_are_told_and_made_the_sums(client, admin, project):
    project.__class__.objects.filter(pk=project.pk).update(
        budget_by_partner=False, total_budget=500
    )
    make_partner(project, budget=Decimal(400), erdf=Decimal(300))
    page = at(project, "partners/")

    assert "a difference of €100" in shown(client.get(page))
    client.post(at(project, "partners/totals/"))

    project.refresh_from_db()
    assert (project.budget_by_partner, project.total_budget, project.erdf) == (True, 400, 300)


def test_a_partner_leaves_with_its_money_but_the_lead_stays(client, project, lead, admin):
    other = make_partner(project, name="Leaver", legal_status="public_authority")
    project.__class__.objects.filter(pk=project.pk).update(partner_count=2)
    budgets.set_budget(partner=other, amounts={"travel": Decimal(100)}, by=admin)

    assert client.get(at(project, f"partners/{other.pk}/withdraw/")).status_code == 200
    assert client.post(at(project, f"partners/{lead.pk}/withdraw/")).status_code == 409
    client.post(at(project, f"partners/{other.pk}/withdraw/"))

    project.refresh_from_db()
    assert list(project.partners.all()) == [lead]
    assert (project.partner_count, project.total_budget or 0) == (1, 0)


def test_a_partner_that_a_plan_names_stays(client, project, lead, admin):
    named = make_partner(project, name="Named")
    project.plans.create(instrument=make_instrument("ES51")).partners.add(named)

    answer = client.post(at(project, f"partners/{named.pk}/withdraw/"))

    assert "An action plan names this partner" in shown(answer)
    assert project.partners.filter(pk=named.pk).exists()


def test_a_partner_edits_its_own_part_and_not_what_others_rely_on(client, project, lead):
    body = make_organisation("agency", "Agency")
    own = make_partner(project, name="Agency", organisation=body, legal_status="public_authority")
    member = make_member(organisation=body)
    make_project_member(project, member, Role.PARTNER)
    client.force_login(member)

    answer = client.post(
        at(project, f"partners/{own.pk}/"),
        {"name": "Mine", "role": "lead", "legal_status": "x", "contribution": "We host."},
    )

    own.refresh_from_db()
    assert answer.status_code == 302
    assert (own.name, own.role, own.legal_status) == ("Agency", "partner", "public_authority")
    assert own.contribution == "We host."
    assert client.get(at(project, f"partners/{own.pk}/budget/")).status_code == 200
    assert client.get(at(project, f"partners/{lead.pk}/")).status_code == 403
    assert client.get(at(project, "spending/")).status_code == 403


def test_an_instrument_its_authority_and_its_stakeholders_are_told(
    client, project, lead, admin, django_capture_on_commit_callbacks
):
    make_organisation("ministry", "Ministry")
    make_organisation("chamber", "Chamber")
    client.post(
        at(project, "policy/new/"),
        {
            "name_en": "Plan for firms",
            "name_original": "Pla",
            "type": "regional",
            "responsible_authority": "Ministry",
            "territory": "ES51",
            "partners": [lead.pk],
        },
    )
    instrument = PolicyInstrument.objects.get(name_en="Plan for firms")
    assert list(lead.instruments.all()) == [instrument]

    assert "TRY" in shown(client.get(instrument.get_absolute_url()))

    letter = SimpleUploadedFile("../Signed by Ana.exe", b"%PDF-1.7 signed")
    client.post(
        at(project, "policy/authorities/new/"),
        {"organisation": "Ministry", "instrument": instrument.pk, "letter": letter},
    )
    authority = project.associated_authorities.get()
    assert authority.letter.name.endswith(".pdf")
    assert "Ana" not in authority.letter.name
    answer = client.get(at(project, f"policy/authorities/{authority.pk}/letter/"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.getvalue() == b"%PDF-1.7 signed"

    page = at(project, f"policy/stakeholders/{instrument.slug}/")
    assert client.post(page, {"organisations": "Nobody"}).status_code == 422
    client.post(page, {"organisations": "Chamber\nministry", "role": "Advises"})
    group = project.stakeholder_groups.get()
    assert group.organisations.count() == 2
    assert "Chamber" in shown(client.get(at(project, "policy/")))

    storage, name = authority.letter.storage, authority.letter.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at(project, f"policy/authorities/{authority.pk}/remove/"))
    assert not project.associated_authorities.exists()
    assert not storage.exists(name)


def test_a_letter_that_is_no_document_is_refused(client, project, lead, admin):
    make_organisation("ministry", "Ministry")
    instrument = make_instrument("ES51")
    lead.instruments.add(instrument)

    answer = client.post(
        at(project, "policy/authorities/new/"),
        {
            "organisation": "Ministry",
            "instrument": instrument.pk,
            "letter": SimpleUploadedFile("letter.pdf", b"<script>"),
        },
    )

    assert answer.status_code == 422
    assert not project.associated_authorities.exists()


def test_dates_topics_and_regions_are_kept_on_the_page_but_not_against_the_plan(
    client, project, lead, admin
):
    budgets.set_budget(partner=lead, amounts={"travel": Decimal(10)}, by=admin)
    project.refresh_from_db()
    budgets.plan_spending(project=project, amounts={1: Decimal(5), 2: Decimal(5)}, by=admin)
    page = at(project, "edit/")
    values = {"title": "Try", "start": "2023-01-01", "regions": "ES51, SI"}

    refused = client.post(page, {**values, "end": "2023-06-30"})
    assert refused.status_code == 422
    assert "Empty the spending plan first." in shown(refused)
    client.post(page, {**values, "end": "2024-06-30"})

    project.refresh_from_db()
    assert project.end == date(2024, 6, 30)
    assert {region.code for region in project.regions.all()} == {"ES51", "SI"}
