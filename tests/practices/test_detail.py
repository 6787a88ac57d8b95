import json
import re

import pytest

from ponte.community.models import Member
from ponte.practices.models import Practice
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.factories.practices import make_practice
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db


def test_the_page_tells_the_practice(client):
    make_practice(
        title="HelpEmpresa",
        short_summary="Early warning.",
        language="es",
        region=Region.objects.get(code="ES51"),
        detailed_information="First.\n\n- one\n- two",
        start_year=2019,
        ongoing=True,
        topics=[Topic.objects.get(code="RSO1.3")],
        project=make_project(acronym="SMARTY"),
        further_information="https://www.example.org/help",
    )

    content = client.get("/practices/helpempresa/").content.decode()

    assert '<h1 lang="es">HelpEmpresa</h1>' in content
    assert '<div lang="es"><p>First.</p>\n<ul><li>one</li><li>two</li></ul></div>' in content
    assert '<a href="/regions/ES51/">Cataluña</a>, Spain' in content
    assert "<td>2019 – ongoing</td>" in content
    assert ">SMARTY</a>" in content
    assert '<a href="https://www.example.org/help" rel="nofollow">example.org</a>' in content
    assert '<link rel="canonical" href="http://127.0.0.1:8000/practices/helpempresa/">' in content


def test_the_page_says_what_is_missing(client):
    make_practice(slug="x", evidence_of_success="40 firms.")

    content = client.get("/practices/x/").content.decode()

    assert '<li class="badge">Challenges encountered</li>' in content
    assert '<li class="badge">Evidence of success</li>' not in content


def test_the_experts_word_is_for_members(client):
    make_practice(slug="x", expert_opinion="Ready to travel.", expert_opinion_date="2024-05-01")

    for_all = client.get("/practices/x/").content.decode()
    client.force_login(Member.objects.create_user("anna@example.org"))
    for_members = client.get("/practices/x/").content.decode()

    assert "Ready to travel." not in for_all
    assert "Ready to travel." in for_members


def test_an_unpublished_practice_is_for_its_editors(client):
    make_practice(slug="x", state=Practice.State.DRAFT)

    for_all = client.get("/practices/x/")
    client.force_login(Member.objects.create_superuser("anna@example.org"))
    for_editors = client.get("/practices/x/")

    assert for_all.status_code == 404
    assert for_editors.status_code == 200
    assert "and editors see this page" in for_editors.content.decode()


@pytest.mark.parametrize("suffix", ["", "sheet.pdf", "citation.bib"])
def test_a_former_address_leads_to_the_present_one(client, suffix):
    practice = make_practice(slug="old")
    practice.slug = "new"
    practice.save()

    response = client.get(f"/practices/old/{suffix}")

    assert response.status_code == 301
    assert response["Location"] == f"/practices/new/{suffix}"


@pytest.mark.parametrize("suffix", ["", "sheet.pdf", "citation.bib"])
def test_an_unknown_address_is_not_found(client, suffix):
    response = client.get(f"/practices/nowhere/{suffix}")

    assert response.status_code == 404


def test_a_former_address_of_a_hidden_practice_is_not_found(client):
    practice = make_practice(slug="old", state=Practice.State.DRAFT)
    practice.slug = "new"
    practice.save()

    response = client.get("/practices/old/")

    assert response.status_code == 404


def test_what_people_wrote_can_not_run(client):
    attack = '</script><script>alert("1")</script>'
    make_practice(
        slug="x",
        title=attack,
        short_summary=attack,
        institution_name=attack,
        detailed_information=f"- {attack}\n\n{attack}",
        keywords=[attack],
    )

    content = client.get("/practices/x/").content.decode()

    assert "<script>alert" not in content
    assert content.count("<script") == content.count("</script>")


def test_linked_data_reads_back_whatever_the_text(client):
    title = 'A </script> "title" & more <b>'
    make_practice(slug="x", title=title, keywords=["a", "b"])

    content = client.get("/practices/x/").content.decode()

    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', content)
    data = json.loads(block[1])
    assert data["name"] == title
    assert data["keywords"] == "a, b"
    assert "sameAs" not in data


def test_similar_practices_are_offered(client, indexed):
    make_practice(title="Early warning for firms", slug="x")
    make_practice(title="Early warning for farms", slug="y")
    make_practice(title="Night trains", slug="z", short_summary="Sleeping cars.")
    indexed()

    response = client.get("/practices/x/")

    assert [practice.slug for practice in response.context["similar"]] == ["y"]


def test_the_number_of_queries_is_constant(client, indexed, django_assert_num_queries):
    smart = Topic.objects.get(code="RSO1.3")
    place = Region.objects.get(code="ES511")
    for number in range(4):
        make_practice(title=f"Early warning {number}", topics=[smart], region=place)
    indexed()

    # The first page reads into memory what fit is counted from.
    client.get("/practices/early-warning-0/")

    with django_assert_num_queries(18):
        client.get("/practices/early-warning-0/")
