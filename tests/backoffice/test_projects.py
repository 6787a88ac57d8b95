import csv
import io
from datetime import date

import pytest

from ponte.projects.models import Project
from ponte.regions.models import Region
from tests.backoffice.pages import address, filled_in, listed, messages
from tests.factories.practices import make_practice
from tests.factories.projects import make_partner, make_project

LIST = "/admin/projects/"


@pytest.fixture
def smarty(db):
    project = make_project(acronym="SMARTY", topics=["RSO1.3"], regions=["ITI1", "SI"])
    for name, role in (("Prato", "lead"), ("TECOS", "partner")):
        make_partner(project, name=name, role=role)
    return project


def changed(office, project, **changes):
    page = office.get(address(Project, "edit", project.pk))
    return office.post(
        address(Project, "edit", project.pk), filled_in(page, **changes), follow=True
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(office, count, django_assert_num_queries):
    for _number in range(count):
        make_project(topics=["RSO1.3"])
    office.get(LIST)

    with django_assert_num_queries(11):
        response = office.get(LIST)

    assert len(listed(response)) == count


def test_the_list_is_searched_and_filtered(office, smarty):
    make_project(acronym="OTHER", period="2014-2020", topics=["RSO2.1"], regions=["FR"])
    country = Region.objects.get(code="SI")

    assert listed(office.get(LIST, {"q": "smart"})) == [smarty]
    assert listed(office.get(LIST, {"period": "2021-2027"})) == [smarty]
    assert listed(office.get(LIST, {"country": country.pk})) == [smarty]
    assert listed(office.get(LIST, {"topics": smarty.topics.get().parent_id})) == [smarty]


def test_a_project_is_made_with_regions_by_code_and_its_partners(office):
    page = office.get(address(Project, "add"))

    office.post(
        address(Project, "add"),
        filled_in(
            page,
            acronym="NEW",
            title="A new one",
            slug="new",
            regions="iti1, ES51 SI",
            themes="One\nTwo",
            start="2024-01-01",
            **{
                "partners-TOTAL_FORMS": "1",
                "partners-0-name": "Prato",
                "partners-0-role": "lead",
                "partners-0-region": "",
                "partners-0-ORDER": "1",
            },
        ),
    )

    project = Project.objects.get()
    assert [region.code for region in project.regions.order_by("code")] == ["ES51", "ITI1", "SI"]
    assert project.themes == ["One", "Two"]
    assert project.start == date(2024, 1, 1)
    assert [partner.name for partner in project.partners.all()] == ["Prato"]


def test_saving_without_a_change_keeps_everything(office, smarty):
    changed(office, smarty)

    smarty.refresh_from_db()
    assert [region.code for region in smarty.regions.order_by("code")] == ["ITI1", "SI"]
    assert [topic.code for topic in smarty.topics.all()] == ["RSO1.3"]
    assert [partner.name for partner in smarty.partners.all()] == ["Prato", "TECOS"]


def test_partners_change_places(office, smarty):
    changed(office, smarty, **{"partners-0-ORDER": "2", "partners-1-ORDER": "1"})

    names = Project.objects.get().partners.order_by("position").values_list("name", flat=True)
    assert list(names) == ["TECOS", "Prato"]


def test_a_second_lead_partner_is_refused(office, smarty):
    response = changed(office, smarty, **{"partners-1-role": "lead"})

    assert response.context["form"].formsets["partners"].errors[1] == {
        "role": ["A project has one lead partner."]
    }


@pytest.mark.parametrize(
    "former", [{"partners-0-role": "partner"}, {"partners-0-DELETE": "on"}], ids=["stays", "goes"]
)
def test_the_lead_passes_to_another_partner(office, smarty, former):
    changed(office, smarty, **{"partners-1-role": "lead", **former})

    leads = smarty.partners.filter(role="lead").values_list("name", flat=True)
    assert list(leads) == ["TECOS"]


def test_an_unknown_region_is_named(office, smarty):
    response = changed(office, smarty, regions="ITI1, XX99")

    assert response.context["form"].errors["regions"] == ["No region has the code XX99."]


def test_a_project_with_practices_is_not_deleted(office, smarty):
    make_practice(project=smarty)

    response = office.post(address(Project, "delete", smarty.pk), follow=True)

    assert messages(response) == ["“SMARTY” cannot be deleted: other records refer to it."]
    assert Project.objects.count() == 1


def test_a_project_goes_with_its_partners(office, smarty):
    office.post(address(Project, "delete", smarty.pk))

    assert Project.objects.count() == 0


def test_the_export_has_the_rows(office, smarty):
    response = office.get(LIST, {"export": "csv"})

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["acronym"], row["period"]) for row in rows] == [("SMARTY", "2021-2027")]


def test_history_and_details_open(office, smarty):
    assert office.get(address(Project, "history", smarty.pk)).status_code == 200
    assert office.get(address(Project, "inspect", smarty.pk)).status_code == 200
