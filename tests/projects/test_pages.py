from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from ponte.core.templatetags.money import euro
from ponte.regions.models import Region
from tests.factories.practices import make_practice
from tests.factories.projects import make_partner, make_project

pytestmark = pytest.mark.django_db


def make_smarty(**fields):
    fields = {
        "acronym": "SMARTY",
        "title": "Smart SMEs for Industry 4.0",
        "start": date(2019, 8, 1),
        "end": date(2023, 7, 31),
        "total_budget": Decimal("2420000.00"),
        "partner_count": 14,
        "themes": ["Digital Innovation Hubs"],
        "website": "https://www.example.org/smarty",
        "period": "2014-2020",
        "topics": ["TO3"],
        "regions": ["ES51", "ITI1"],
        **fields,
    }
    return make_project(**fields)


def text_of(response):
    return " ".join(response.content.decode().split())


def test_list_shows_period_topic_and_size(client, indexed):
    make_smarty()
    indexed()

    response = client.get(reverse("projects:index"))

    page = text_of(response)
    assert "1 project" in page
    assert "2014-2020 · 2019–2023 · €2,420,000 · 14 partners · 2 regions" in page
    assert 'href="/topics/smart/"' in page


def test_empty_list_helps_on(client):
    page = text_of(client.get(reverse("projects:index")))

    assert "No projects yet" in page
    assert 'href="/practices/"' in page


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_list_do_not_grow(client, indexed, django_assert_num_queries, number):
    for each in range(number):
        make_smarty(acronym=f"P{each}")
    indexed()
    client.get(reverse("projects:index"))

    with django_assert_num_queries(8):
        client.get(reverse("projects:index"))


def test_long_lists_have_pages(client, indexed):
    for number in range(13):
        make_project(acronym=f"P{number}")
    indexed()

    response = client.get(reverse("projects:index"), {"page": "2"})

    assert len(response.context["found"].page.object_list) == 1


def test_project_page_says_what_is_known(client):
    project = make_smarty()
    make_partner(project, name="Municipality of Prato", role="lead", region=region("ITI1"))
    make_partner(project, name="i2CAT")
    make_practice(title="A practice of SMARTY", project=project)

    page = text_of(client.get(project.get_absolute_url()))

    assert "€2,420,000" in page
    assert "2 of 14 partners are known by name." in page
    assert "lead partner" in page
    assert "A practice of SMARTY" in page
    assert "Digital Innovation Hubs" in page
    assert "August 2019" in page
    assert ">example.org</a>" in page
    assert "Of which ERDF" not in page


def test_linked_data_leaves_out_what_is_unknown(client):
    project = make_project(acronym="BARE", title="Bare", slug="bare")

    response = client.get(project.get_absolute_url())

    assert response.context["linked_data"] == {
        "@context": "https://schema.org",
        "@type": "Project",
        "@id": "http://testserver/projects/bare/",
        "name": "BARE",
        "alternateName": "Bare",
    }


@pytest.mark.parametrize(
    ("state", "approved", "shown"),
    [
        ("expert_review", True, True),
        ("project_published", True, True),
        ("expert_review", False, False),
        ("declined", True, False),
    ],
)
def test_what_the_project_approved_is_shown_before_experts_validate_it(
    client, state, approved, shown
):
    at = datetime(2026, 3, 1, tzinfo=UTC) if approved else None
    project = make_smarty()
    make_practice(title="Shared machines", project=project, state=state, project_approved_at=at)

    page = text_of(client.get(project.get_absolute_url()))

    assert ("Shared machines" in page) is shown
    assert ("Experts have not validated these practices." in page) is shown


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_a_project_do_not_grow(client, django_assert_num_queries, number):
    project = make_smarty()
    for each in range(number):
        make_partner(project, region=region("ES51"))
        make_practice(title=f"Practice {each}", project=project, region=region("ES511"))

    with django_assert_num_queries(28):
        client.get(project.get_absolute_url())


def test_unknown_project_is_not_found(client):
    assert client.get("/projects/unknown/").status_code == 404


@pytest.mark.parametrize(
    ("language", "text"), [("en", "€2,420,001"), ("de", "2.420.001 €"), ("fr", "2 420 001 €")]
)
def test_money_is_written_as_the_language_does(language, text):
    with override(language):
        written = euro(Decimal("2420000.70"))

    assert written.replace("\u00a0", " ").replace("\u202f", " ") == text


def region(code):
    return Region.objects.get(code=code)
