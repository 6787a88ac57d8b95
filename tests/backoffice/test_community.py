"""Organisations, roles and reports in the back office."""

import pytest

from ponte.activity.models import Entry
from ponte.community import actions
from ponte.community.models import Organisation, Report, RoleGrant
from tests.backoffice.pages import address, filled_in, listed
from tests.factories.community import grant_role, make_member, make_organisation


def test_an_organisation_is_added_with_an_address_and_noted(office, admin):
    page = office.get(address(Organisation, "add"))

    office.post(
        address(Organisation, "add"),
        filled_in(
            page,
            name_en="Tuscan Agency",
            name_original="Agenzia toscana",
            type="agency",
            region="Tuscany",
        ),
    )

    organisation = Organisation.objects.get()
    assert (organisation.slug, organisation.region.code) == ("tuscan-agency", "ITI1")
    assert organisation.added_by == admin
    assert [entry.verb for entry in Entry.objects.about(organisation)] == ["add"]


def test_an_organisation_is_changed_and_keeps_its_address(office):
    organisation = make_organisation("Old name", region="ITI1")
    url = address(Organisation, "edit", organisation.pk)

    office.post(url, filled_in(office.get(url), name_en="New name"))

    organisation.refresh_from_db()
    assert (organisation.name_en, organisation.slug) == ("New name", "old-name")
    assert organisation.region.code == "ITI1"


def test_an_organisation_with_people_is_not_deleted(office):
    organisation = make_organisation()
    make_member(organisation=organisation)

    office.post(address(Organisation, "delete", organisation.pk))

    assert Organisation.objects.filter(pk=organisation.pk).exists()


@pytest.mark.parametrize("query", ["q=agenzia", "type=agency"])
def test_organisations_are_found(office, query):
    wanted = make_organisation("Agency", name_original="Agenzia", type="agency")
    make_organisation("Institute", type="research")

    assert listed(office.get(f"/admin/organisations/?{query}")) == [wanted]


def test_a_role_is_given_for_topics_and_noted(office, admin):
    member = make_member()
    smart = member.topics.model.objects.get(slug="smart")
    page = office.get(address(RoleGrant, "add"))

    office.post(
        address(RoleGrant, "add"),
        filled_in(page, member=member.pk, role="expert", topics=[smart.pk]),
    )

    grant = RoleGrant.objects.get()
    assert (grant.member, grant.role, grant.granted_by) == (member, "expert", admin)
    assert list(grant.topics.all()) == [smart]
    assert [(entry.verb, entry.to_state) for entry in Entry.objects.about(member)] == [
        ("grant", "expert")
    ]


def test_nobody_gives_a_role_to_themselves(office, admin):
    page = office.get(address(RoleGrant, "add"))

    response = office.post(
        address(RoleGrant, "add"), filled_in(page, member=admin.pk, role="secretariat")
    )

    assert response.status_code == 200
    assert RoleGrant.objects.count() == 0


def test_a_role_ends_and_stays_on_record(office):
    grant = grant_role(make_member(), "controller")
    url = address(RoleGrant, "edit", grant.pk)

    office.post(url, filled_in(office.get(url), ends="on"))
    office.post(address(RoleGrant, "delete", grant.pk))

    grant.refresh_from_db()
    assert grant.ended_at is not None
    assert grant.member.roles == set()
    assert [entry.verb for entry in Entry.objects.about(grant.member)] == ["end_role"]


def test_a_given_role_is_not_passed_to_somebody_else(office):
    grant = grant_role(make_member(), "controller")
    url = address(RoleGrant, "edit", grant.pk)

    office.post(
        url, filled_in(office.get(url), member=make_member().pk, role="secretariat", country="IT")
    )

    changed = RoleGrant.objects.get()
    assert (changed.member, changed.role, changed.country) == (grant.member, "controller", "IT")


def test_a_report_is_settled_once_it_says_what_was_done(office, admin):
    report = actions.report(
        reporter=make_member(), target=make_member(), reason="spam", text="Boats"
    )
    url = address(Report, "edit", report.pk)

    office.post(url, filled_in(office.get(url), outcome=""))
    unsettled = Report.objects.get().settled_at
    office.post(url, filled_in(office.get(url), outcome="We spoke with them."))

    settled = Report.objects.get()
    assert unsettled is None
    assert (settled.outcome, settled.settled_by) == ("We spoke with them.", admin)


def test_reports_are_neither_made_nor_deleted_here(office):
    report = actions.report(
        reporter=make_member(), target=make_member(), reason="spam", text="Boats"
    )

    office.post(address(Report, "delete", report.pk))

    assert Report.objects.count() == 1
    assert office.get(address(Report, "add")).status_code in {302, 403, 404}
