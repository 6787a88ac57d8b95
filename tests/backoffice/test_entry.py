import pytest
from django.contrib.auth import get_user_model
from django.urls import NoReverseMatch, reverse
from wagtail.admin import urls

PUBLIC = {"wagtailadmin_sprite", "wagtailadmin_javascript_catalog"}


def plain_names(patterns, namespace=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from plain_names(pattern.url_patterns, inner)
        elif pattern.name:
            yield namespace + pattern.name


def addresses():
    for name in sorted(set(plain_names(urls.urlpatterns))):
        try:
            yield name, reverse(name)
        except NoReverseMatch:
            continue


def test_a_stranger_sees_only_what_signing_in_needs(client, db):
    opened = {name for name, url in addresses() if client.get(url).status_code == 200}

    assert opened == PUBLIC


def test_there_are_many_addresses_to_guard():
    assert len(list(addresses())) > 100


def test_staff_sign_in_by_e_mail_whatever_its_letters(client, admin):
    response = client.post(
        "/account/login/?next=/admin/",
        {"login": "Admin@Office.example", "password": "a long password", "next": "/admin/"},
    )

    assert response.status_code == 302
    assert response["Location"] == "/admin/"


def test_a_member_without_the_permission_stays_outside(client, db):
    member = get_user_model().objects.create_user("member@people.example", "a long password")
    client.force_login(member)

    response = client.get("/admin/")

    assert response.status_code == 302
    assert response["Location"] == "/admin/login/?next=/admin/"


def test_signing_out_ends_the_session(office):
    office.post("/admin/logout/")

    assert office.get("/admin/").status_code == 302


@pytest.mark.parametrize("page", ["practices/add/", "projects/", "topics/", "regions/", "users/"])
def test_each_page_asks_for_its_permission(client, editor, page):
    client.force_login(editor)

    response = client.get(f"/admin/{page}")

    assert response.status_code == 302
    assert response["Location"] == "/admin/"


def test_a_reader_sees_the_practices_but_no_way_to_change_them(client, editor):
    client.force_login(editor)

    response = client.get("/admin/practices/")

    assert response.status_code == 200
    assert b"Add good practice" not in response.content


def test_the_first_page_counts_the_practices(office):
    response = office.get("/admin/")

    assert b"0 good practices" in response.content
