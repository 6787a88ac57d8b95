import json
import os
import time
import uuid

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ponte.practices import import_view
from ponte.practices.models import Practice
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db

CSV = b"external_id,source,title,region\n1,s,One,FR\n2,s,Two,Atlantis\n"


@pytest.fixture(autouse=True)
def _data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def member(django_user_model, email, *permissions):
    user = django_user_model.objects.create_user(email, is_staff=True)
    names = ("access_admin", *permissions)
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


@pytest.fixture
def officer(client, django_user_model):
    user = member(django_user_model, "officer@example.org", "add_practice", "change_practice",
                  "view_practice")  # fmt: skip
    client.force_login(user)
    return user


def upload(client, data=CSV, name="in.csv", **fields):
    return client.post(
        reverse("practices_import"), {"file": SimpleUploadedFile(name, data), **fields}
    )


def test_from_upload_over_preview_to_the_result(client, officer, tmp_path):
    preview_url = upload(client).url
    preview = client.get(preview_url)
    before = Practice.objects.count()
    confirmed = client.post(preview_url)
    result = client.get(preview_url)

    html = preview.content.decode()
    assert preview.status_code == 200
    assert "No region is known as “Atlantis”." in html
    assert "Import now" in html
    assert before == 0
    assert confirmed.url == preview_url
    assert [each.title for each in Practice.objects.all()] == ["One"]
    assert "Import now" not in result.content.decode()
    assert "1 new practice" in result.content.decode()
    assert [path.name for path in tmp_path.glob("uploads/*/table")] == []


def test_confirming_twice_imports_once(client, officer):
    url = upload(client).url
    client.post(url)
    make_practice(title="Later", slug="later")

    again = client.post(url)

    assert again.url == url
    assert Practice.objects.count() == 2


def test_the_report(client, officer):
    url = upload(client).url
    client.get(url)

    report = client.get(url + "report.csv")

    assert report["Content-Disposition"] == 'attachment; filename="import-report.csv"'
    assert b"".join(report.streaming_content).decode("utf-8-sig") == (
        "row,column,value,reason,severity\r\n"
        "3,region,Atlantis,No region is known as “Atlantis”.,error\r\n"
    )


def test_all_rows_or_none(client, officer):
    url = upload(client, strict="on").url

    html = client.get(url).content.decode()
    client.post(url)

    assert "You asked for all rows or none" in html
    assert "Import now" not in html
    assert not Practice.objects.exists()


def test_a_discarded_file_is_gone(client, officer, tmp_path):
    url = upload(client).url

    client.post(url, {"discard": "1"})

    assert client.get(url).status_code == 404
    assert list(tmp_path.glob("uploads/*")) == []


def test_an_own_mapping_and_a_shipped_one(client, officer):
    own = SimpleUploadedFile("m.toml", b'[columns]\ntitle = "Name"\n')
    url = upload(client, b"Name\nUno\n", columns="own", mapping=own).url
    client.post(url)
    shipped = upload(client, b"a,b\n1,2\n", columns="jrc-innovative-public-services").url

    assert Practice.objects.get().title == "Uno"
    assert "The file has no column “id” (for external_id)." in client.get(shipped).content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": "in.pdf"}, "The file must be CSV, TSV, XLSX or JSON."),
        ({"data": b""}, "The submitted file is empty."),
        ({"columns": "own"}, "Choose the file with your mapping."),
        (
            {"columns": "own", "mapping": SimpleUploadedFile("m.toml", b"[columsn]")},
            "There is no section “columsn”. Did you mean “columns”?",
        ),
    ],
)
def test_what_cannot_be_uploaded_says_why(client, officer, fields, message):
    response = upload(client, **fields)

    assert response.status_code == 200
    assert message in response.content.decode()


def test_a_file_over_the_limit(client, officer, monkeypatch):
    monkeypatch.setattr(import_view, "MAX_BYTES", 10)

    html = upload(client).content.decode()

    assert "Larger files come in with the command import_practices." in html


def test_a_file_that_cannot_be_read(client, officer):
    url = upload(client, b"\xd0\xcf\x11\xe0", name="old.xlsx").url

    html = client.get(url).content.decode()

    assert "This is an old Excel file (.xls) or one with a password." in html
    assert client.post(url).url == url


def test_only_the_owner_sees_an_upload(client, officer, django_user_model):
    url = upload(client).url
    other = member(django_user_model, "other@example.org", "add_practice", "change_practice")
    client.force_login(other)

    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    assert client.get(url + "report.csv").status_code == 404
    assert client.get(reverse("practices_import_preview", args=[uuid.uuid4()])).status_code == 404


def test_without_the_permission_there_is_no_import(client, django_user_model):
    client.force_login(member(django_user_model, "reader@example.org", "view_practice"))

    response = client.get(reverse("practices_import"))

    assert response.status_code in {302, 403}
    assert not response.has_header("Location") or response.url == reverse("wagtailadmin_home")


def test_old_uploads_expire(client, officer, tmp_path):
    old = upload(client).url
    folder = next(tmp_path.glob("uploads/*"))
    assert json.loads((folder / "details.json").read_text())["owner"] == officer.pk
    past = time.time() - import_view.KEPT_SECONDS - 1
    os.utime(folder / "details.json", (past, past))

    gone = client.get(old)
    upload(client)

    assert gone.status_code == 404
    assert not folder.exists()


def test_the_list_of_practices_leads_to_the_import(client, officer):
    response = client.get(reverse(Practice.snippet_viewset.get_url_name("list")))

    assert reverse("practices_import") in response.content.decode()
