import pytest

from ponte.practices.filters import CONDITIONS
from ponte.practices.models import Practice
from ponte.practices.search import FACETS, document, searchable
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.factories.practices import make_practice
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db


def test_a_practice_becomes_a_document_with_its_facets():
    make_practice(
        title="HelpEmpresa",
        slug="helpempresa",
        short_summary="Early warning.",
        language="es",
        region=Region.objects.get(code="ES511"),
        city="Barcelona",
        scope="regional",
        start_year=2019,
        keywords=["crisis"],
        evidence_of_success="90 % of firms live on.",
        topics=[Topic.objects.get(code="RSO1.3")],
    )

    made = document(searchable().get())

    assert (made.kind, made.lang, made.title, made.summary) == (
        "practice",
        "es",
        "HelpEmpresa",
        "Early warning.",
    )
    assert made.url == "/practices/helpempresa/"
    assert made.keywords == (
        "crisis",
        "Barcelona",
        "Barcelona",
        "Cataluña",
        "Este",
        "Spain",
        "España",
    )
    assert made.facets == {
        "topic": ("smart",),
        "subtopic": ("RSO1.3",),
        "country": ("ES",),
        "region": ("ES511", "ES51", "ES5"),
        "year": ("2019",),
        "scope": ("regional",),
        "evidence": ("claimed",),
    }


def test_a_practice_without_a_place_says_so_by_silence():
    make_practice()

    made = document(searchable().get())

    assert made.facets == {"evidence": ("none",)}


def test_what_only_members_may_read_is_not_searchable():
    make_practice(expert_opinion="Confidential", expert_opinion_date="2024-05-01")

    made = document(searchable().get())

    assert "Confidential" not in made.body


def test_unpublished_practices_are_not_searchable():
    make_practice(state=Practice.State.EXPERT_REVIEW)

    found = list(searchable())

    assert found == []


def test_documents_cost_a_constant_number_of_queries(django_assert_num_queries):
    smart = Topic.objects.get(slug="smart")
    region = Region.objects.get(code="ES51")
    for number in range(3):
        make_practice(title=f"Practice {number}", topics=[smart], region=region)

    with django_assert_num_queries(3):
        made = [document(practice) for practice in searchable()]

    assert len(made) == 3


def test_the_database_can_answer_every_facet():
    assert tuple(CONDITIONS) == (*FACETS, "lang")


def test_a_practice_is_found_by_the_new_name_of_its_project(client, indexed):
    project = make_project(acronym="OLDNAME")
    make_practice(title="Help", project=project)
    indexed()

    project.acronym = "SMARTY"
    project.save()
    indexed()

    found = client.get("/practices/?q=smarty").context["found"]
    assert [card.record.title for card in found.page.object_list] == ["Help"]
