import pytest

from ponte import search
from ponte.projects.models import Project
from ponte.projects.search import document, searchable
from ponte.search.documents import SearchQuery
from tests.factories.projects import make_partner, make_project

pytestmark = pytest.mark.django_db


def test_document_has_the_hubs_countries_and_regions_of_a_project():
    project = make_project(
        acronym="SMARTY", topics=["TO3", "RSO2.6"], regions=["ES51", "FI1D7"], themes=["Clusters"]
    )
    make_partner(project, name="i2CAT")

    made = document(searchable().get())

    assert made.facets == {
        "period": ("2021-2027",),
        "partner": ("i2cat",),
        "status": ("contracted",),
        "topic": ("green", "smart"),
        "subtopic": ("RSO1.3", "RSO2.6"),
        "country": ("ES", "FI"),
        "region": ("ES5", "ES51", "FI1", "FI1D", "FI1D7"),
    }
    assert made.keywords == ("Clusters", "Cataluña", "Lappi")
    assert made.body == "i2CAT"


def test_documents_cost_a_constant_number_of_queries(django_assert_num_queries):
    for number in range(3):
        make_project(acronym=f"P{number}", topics=["TO3"], regions=["ES51", "ITI1"])

    with django_assert_num_queries(6):
        documents = [document(project) for project in searchable()]

    assert len(documents) == 3


def test_a_project_is_found_by_a_partner(indexed):
    project = make_project(acronym="SMARTY")
    make_partner(project, name="Municipality of Prato")
    indexed()

    hits = search.query(SearchQuery(text="Prato")).hits

    assert [hit.object_id for hit in hits] == [project.pk]


@pytest.mark.parametrize(
    ("code", "acronyms"), [("ES", ["A"]), ("ES51", ["A"]), ("ES61", []), ("ITI", ["B"])]
)
def test_projects_in_a_region_or_below_it(code, acronyms):
    make_project(acronym="A", regions=["ES511", "ES51"])
    make_project(acronym="B", regions=["ITI1"])
    region = Project.regions.field.related_model.objects.get(code=code)

    assert [project.acronym for project in Project.objects.in_region(region)] == acronyms
