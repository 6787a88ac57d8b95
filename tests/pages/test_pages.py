from xml.etree import ElementTree as ET

import pytest
from django.conf import settings

from ponte.practices.models import Practice
from tests.factories.practices import make_practice

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(response):
    return [node.text for node in ET.fromstring(response.content).iter(f"{NAMESPACE}loc")]


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/about/", "About Ponte"),
        ("/accessibility/", "Accessibility statement"),
        ("/data-and-sources/", "Data and sources"),
        ("/-/components/", "Components"),
    ],
)
def test_built_in_pages_answer(client, db, address, heading):
    response = client.get(address)

    assert response.status_code == 200
    assert f"<h1>{heading}</h1>" in response.content.decode()


def test_components_need_no_database(client):
    assert client.get("/-/components/").status_code == 200


def test_policy_forbids_everything_inline(client, db):
    response = client.get("/about/")

    policy = dict(
        part.strip().split(" ", 1)
        for part in response.headers["Content-Security-Policy"].split(";")
    )
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == (
        "'none'",
        "'self'",
        "'self'",
    )


def test_back_office_has_a_policy_of_its_own(client, db):
    response = client.get("/admin/jsi18n/")

    assert response.status_code == 200
    assert "script-src 'self' 'unsafe-inline'" in response.headers["Content-Security-Policy"]


def test_current_section_is_marked(client, db):
    page = client.get("/practices/").content.decode()

    assert page.count('<a href="/practices/" aria-current="page">Good practices</a>') == 2
    assert '<a href="/topics/">Topics</a>' in page


def test_every_language_is_offered_by_its_own_name(client, db, settings):
    settings.LANGUAGES = settings.EU_LANGUAGES

    page = client.get("/about/").content.decode()

    offered = [f'<button name="language" value="{code}" lang="{code}"' for code, _ in LANGUAGES]
    assert [button for button in offered if button not in page] == []
    assert ">Ελληνικά</button>" in page


LANGUAGES = settings.EU_LANGUAGES


def test_language_is_changed_without_javascript(client, db, settings):
    settings.LANGUAGES = settings.EU_LANGUAGES

    response = client.post("/language/", {"language": "de", "next": "/about/?x=1"})
    page = client.get("/about/").content.decode()

    assert (response.status_code, response["Location"]) == (302, "/about/?x=1")
    assert '<html lang="de">' in page


def test_programme_slot_shows_logo_and_statement(client, db, settings):
    settings.PROGRAMME_NAME = "Programme of Sample"
    settings.PROGRAMME_LOGO = "/media/logo.svg"
    settings.PROGRAMME_STATEMENT = "Funded by somebody."

    page = client.get("/about/").content.decode()

    assert '<img src="/media/logo.svg" alt="Programme of Sample">' in page
    assert "<p>Funded by somebody.</p>" in page


def test_signed_in_member_sees_their_name(client, django_user_model):
    member = django_user_model.objects.create_user("ana@example.org", first_name="Ana")
    client.force_login(member)

    page = client.get("/about/").content.decode()

    assert ">Ana</summary>" in page
    assert ">Sign in</a>" not in page


def test_robots_are_told_where_the_map_of_the_site_is(client):
    response = client.get("/robots.txt")

    assert response.headers["Content-Type"] == "text/plain"
    assert response.content.decode().splitlines()[-1] == (
        "Sitemap: http://127.0.0.1:8000/sitemap.xml"
    )


def test_sitemap_lists_its_parts(client, db):
    response = client.get("/sitemap.xml")

    parts = "pages practices projects instruments solutions news texts events topics regions"
    assert locations(response) == [
        f"http://testserver/sitemap-{part}.xml" for part in parts.split(" ")
    ]


def test_sitemap_has_published_practices_only(client, db):
    make_practice(title="Shown")
    make_practice(title="Hidden", state=Practice.State.DRAFT)

    response = client.get("/sitemap-practices.xml")

    assert locations(response) == ["http://testserver/practices/shown/"]


def test_sitemap_of_regions_leaves_the_smallest_out(client, db):
    found = locations(client.get("/sitemap-regions.xml"))

    assert "http://testserver/regions/ES51/" in found
    assert {len(address.rstrip("/").rsplit("/", 1)[1]) for address in found} == {2, 3, 4}
