"""The picture and the files of a practice: what is taken, who sees it, when it goes."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.documents.models import Document
from wagtail.images.models import Image

from ponte.activity.models import Entry
from ponte.community.privacy.actions import erase
from ponte.core.files.checks import clean_picture, document_extension
from ponte.practices import states
from ponte.practices.completeness import gaps
from ponte.practices.models import Practice
from ponte.practices.states import move
from ponte.practices.submission.actions import add_attachment, set_picture
from tests.factories.files import parcel, pdf, photo, picture_file
from tests.practices.whole import make_expert, make_member, make_web_admin, put, whole_practice

ODF = "application/vnd.oasis.opendocument."
TYPES = "[Content_Types].xml"


# What is taken, and how it is kept


def test_what_a_camera_writes_beside_a_picture_is_gone():
    kept = Pillow.open(clean_picture(photo()))

    assert (kept.format, kept.size) == ("WEBP", (640, 480))
    assert dict(kept.getexif()) == {}
    assert not {"exif", "xmp"} & kept.info.keys()


def test_a_picture_taken_sideways_stands_upright_and_is_no_larger_than_needed():
    kept = Pillow.open(clean_picture(photo(size=(3000, 1500), turned=6)))

    assert kept.size == (1000, 2000)


def test_what_is_clear_stays_clear():
    file = picture_file("logo.png", "PNG", mode="RGBA", colour=(0, 0, 0, 0))

    kept = Pillow.open(clean_picture(file))

    assert kept.convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    "file",
    [
        pdf("picture.jpg"),
        pdf("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        picture_file("moving.png", "GIF"),
        pdf("broken.jpg", photo().read()[:500]),
    ],
    ids=["pdf", "svg", "gif", "broken"],
)
def test_what_is_no_picture_is_refused_whatever_its_name(file):
    with pytest.raises(ValidationError) as refused:
        clean_picture(file)

    assert refused.value.code == "no_picture"


@pytest.mark.parametrize("size", [(9000, 9000), (14000, 14000)])
def test_a_small_file_with_very_many_pixels_is_refused(size):
    with pytest.raises(ValidationError) as refused:
        clean_picture(picture_file("bomb.png", "PNG", size, mode="1", colour=0))

    assert refused.value.code == "pixels"


@pytest.mark.parametrize(
    ("file", "extension"),
    [
        (pdf("any.exe"), ".pdf"),
        (parcel("any.zip", "content.xml", mimetype=f"{ODF}text"), ".odt"),
        (parcel("any", "content.xml", mimetype=f"{ODF}spreadsheet"), ".ods"),
        (parcel("any", TYPES, "word/document.xml"), ".docx"),
        (parcel("any", TYPES, "xl/workbook.xml"), ".xlsx"),
        (parcel("any", TYPES, "ppt/presentation.xml"), ".pptx"),
    ],
)
def test_a_document_is_known_by_its_content(file, extension):
    assert document_extension(file) == extension


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (pdf("report.pdf", b"MZ\x90 a program"), "no_document"),
        (pdf("report.pdf", b"<html><script>"), "no_document"),
        (parcel("report.docx", "word/document.xml"), "no_document"),
        (parcel("report.odt", "content.xml", mimetype="application/zip"), "no_document"),
        (parcel("report.docx", TYPES, "word/document.xml", "word/vbaProject.bin"), "macros"),
        (parcel("report.odt", "Basic/x.xml", mimetype=f"{ODF}text"), "macros"),
    ],
)
def test_other_documents_and_macros_are_refused(file, code):
    with pytest.raises(ValidationError) as refused:
        document_extension(file)

    assert refused.value.code == code


@pytest.mark.parametrize("packing", [ZIP_DEFLATED, ZIP_LZMA])
def test_a_damaged_document_is_refused(packing):
    out = BytesIO()
    with ZipFile(out, "w", packing) as file:
        file.writestr("mimetype", f"{ODF}text")
    whole = out.getvalue()
    start = whole.index(b"mimetype") + len("mimetype")
    damaged = whole[:start] + b"\xff" * 20 + whole[start + 20 :]

    with pytest.raises(ValidationError) as refused:
        document_extension(pdf("report.odt", damaged))

    assert refused.value.code == "no_document"


# In the form


@pytest.fixture(autouse=True)
def _on_disk(settings, tmp_path):
    """Files are kept as in production."""
    kept = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": kept}}
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture(autouse=True)
def _the_table_alone(monkeypatch):
    """What other apps ask for beside the table of states is for their own tests."""
    monkeypatch.setattr(states.moving, "receivers", [])


@pytest.fixture
def ann(client, db):
    ann = make_member("Ann")
    client.force_login(ann)
    return ann


@pytest.fixture
def draft(ann):
    return whole_practice(ann, slug="mending")


@pytest.fixture
def gone(django_capture_on_commit_callbacks):
    """A block after which what was deleted is gone from the disk."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


FORM = "/practices/mending/edit/files/"
WORDS = {"image_alt": "A lamp is mended.", "image_rights": "on", "stay": "1"}


def send(client, **data):
    version = Practice.objects.get(slug="mending").lock_version
    return client.post(FORM, {"version": version, "window": "own", **data})


def with_picture(practice, by, **words):
    practice = set_picture(practice=practice, actor=by, picture=clean_picture(photo()))
    for name, value in words.items():
        setattr(practice, name, value)
    practice.save()
    return practice


def with_file(practice, by, title="Report"):
    return add_attachment(practice=practice, actor=by, file=pdf(), extension=".pdf", title=title)


def picture_of(practice, width=480):
    return reverse("practices:picture", args=[practice.slug, practice.image_id, width])


def test_a_picture_is_stored_with_its_words_and_shown(client, draft, ann):
    response = send(client, picture=photo(), **WORDS)

    draft.refresh_from_db()
    page = client.get(FORM).content.decode()
    assert response.url == FORM
    assert (draft.image.title, draft.image.uploaded_by_user) == ("cafe", ann)
    assert (draft.image_alt, draft.image_rights) == ("A lamp is mended.", True)
    assert picture_of(draft, 960) in page
    assert 'alt="A lamp is mended."' in client.get("/practices/mending/preview/").content.decode()


def test_a_picture_stays_when_another_field_is_wrong(client, draft):
    response = send(client, picture=photo(), image_alt="x" * 251)

    draft.refresh_from_db()
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["image_alt"]
    assert picture_of(draft, 960) in response.content.decode()
    assert "x" * 251 in response.content.decode()


def test_what_is_typed_is_saved_when_the_picture_is_wrong(client, draft):
    response = send(client, picture=pdf("picture.jpg"), **WORDS)

    draft.refresh_from_db()
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["picture"]
    assert (draft.image, draft.image_alt) == (None, "A lamp is mended.")


@pytest.mark.parametrize(("field", "name"), [("picture", "a.png"), ("document", "a.pdf")])
def test_a_file_that_is_too_large_is_refused(client, draft, field, name):
    response = send(client, **{field: pdf(name, b"%PDF-" + b"x" * 10_000_000)})

    assert response.status_code == 422
    assert response.context["form"].errors[field] == ["The file has more than 10 megabytes."]


def test_more_than_any_form_asks_for_is_not_even_read(client, draft, settings):
    settings.PICTURE_MB = settings.ATTACHMENT_MB = 0

    response = send(client, picture=pdf("a.png", b"x" * 1_000_001))

    assert response.status_code == 413


def test_a_practice_with_a_picture_is_sent_with_its_words_and_rights(client, draft, ann):
    practice = with_picture(draft, ann)

    missing = [gap.field for gap in gaps(practice)]
    send(client, **WORDS)

    assert missing == ["image_alt", "image_rights"]
    assert gaps(Practice.objects.get()) == []


def test_another_picture_takes_the_place_of_the_first_and_of_what_was_said_of_it(
    client, draft, ann, gone
):
    former = with_picture(draft, ann, image_alt="Old.", image_rights=True).image

    with gone():
        send(client, picture=photo("bakery.jpg"), image_alt="Old.", image_rights="on", stay="1")

    draft.refresh_from_db()
    assert (draft.image.title, draft.image_alt, draft.image_rights) == ("bakery", "", False)
    assert list(Image.objects.all()) == [draft.image]
    assert not default_storage.exists(former.file.name)


def test_a_picture_is_removed_and_what_was_typed_beside_it_is_saved(client, draft, ann, gone):
    practice = with_picture(draft, ann, image_alt="Old.", image_rights=True)
    client.get(picture_of(practice))
    names = [practice.image.file.name, practice.image.renditions.get().file.name]

    with gone():
        response = send(
            client, remove="picture", image_alt="Old.", further_information="turku.fi/mending"
        )

    draft.refresh_from_db()
    assert response.url == FORM
    assert (draft.image, draft.image_alt, draft.image_rights) == (None, "", False)
    assert draft.further_information == "https://turku.fi/mending"
    assert [default_storage.exists(name) for name in names] == [False, False]


def test_a_save_by_itself_leaves_the_files_alone(client, draft, ann):
    with_picture(draft, ann)

    client.post(
        FORM, {"image_alt": "New.", "window": "own", "remove": "picture"}, HTTP_HX_REQUEST="true"
    )

    draft.refresh_from_db()
    assert draft.image is not None


def test_files_are_added_with_a_title_and_removed(client, draft, gone):
    send(client, document=pdf("2023 Evaluation.PDF"), stay="1")
    send(client, document=pdf("x.exe"), document_title="Guidelines", stay="1")
    first, second = draft.attachments.order_by("pk")

    with gone():
        send(client, remove=str(first.pk))

    assert (first.title, first.filename) == ("2023 Evaluation", "2023-evaluation.pdf")
    assert (second.title, second.filename) == ("Guidelines", "x.pdf")
    assert list(draft.attachments.all()) == [second]
    assert list(Document.objects.all()) == [second]
    assert not default_storage.exists(first.file.name)


def test_of_another_practice_no_file_is_removed(client, draft, ann):
    other = with_file(whole_practice(ann, slug="other"), ann)

    send(client, remove=str(other.attachments.get().pk))

    assert other.attachments.count() == 1


def test_there_is_an_end_to_files(client, draft, ann):
    for number in range(10):
        with_file(draft, ann, title=f"Report {number}")

    response = send(client, document=pdf())

    assert response.status_code == 422
    assert draft.attachments.count() == 10


def test_the_log_tells_of_files(client, draft, ann):
    with_picture(draft, ann)
    with_file(draft, ann)

    changes = [entry.detail["changes"] for entry in Entry.objects.about(draft)]

    image, document = Image.objects.get(), Document.objects.get()
    assert changes == [
        {"attachments": ["", f"Report (#{document.pk})"]},
        {"image": ["", f"cafe (#{image.pk})"]},
    ]


def test_files_of_what_was_sent_in_are_not_changed(client, draft, ann):
    practice = move(practice=with_picture(draft, ann, image_alt="A.", image_rights=True),
                    event="submit", actor=ann)  # fmt: skip

    send(client, remove="picture")
    send(client, document=pdf())

    practice.refresh_from_db()
    assert practice.image is not None
    assert practice.attachments.count() == 0


# Who sees them


@pytest.fixture
def filled(draft, ann):
    practice = with_picture(draft, ann, image_alt="A lamp.", image_rights=True)
    return with_file(practice, ann)


def addresses(practice):
    """Of the picture, the document, and what lies in the folder of files."""
    practice.image.get_rendition("width-480|format-webp|webpquality-75")
    return {
        "picture": picture_of(practice),
        "document": practice.attachments.get().url,
        "original": f"/media/{practice.image.file.name}",
        "rendition": f"/media/{practice.image.renditions.get().file.name}",
        "file": f"/media/{practice.attachments.get().file.name}",
    }


def fetched(client, url):
    """The answer, read to its end, so that its file is closed."""
    response = client.get(url)
    b"".join(response)
    return response


def answers(client, practice):
    return {name: fetched(client, url).status_code for name, url in addresses(practice).items()}


def test_files_of_a_draft_are_there_for_its_authors_alone(client, filled):
    of_author = answers(client, filled)
    client.force_login(make_member("Olga"))
    of_stranger = answers(client, filled)
    client.logout()
    of_visitor = answers(client, filled)

    assert of_author == {
        "picture": 200, "document": 200, "original": 403, "rendition": 403, "file": 404,
    }  # fmt: skip
    assert of_stranger == {
        "picture": 404, "document": 404, "original": 403, "rendition": 403, "file": 404,
    }  # fmt: skip
    assert of_visitor == {
        "picture": 404, "document": 404, "original": 302, "rendition": 302, "file": 404,
    }  # fmt: skip


def test_files_of_a_public_practice_are_public(client, filled, ann):
    practice = move(practice=filled, event="submit", actor=ann)
    move(practice=practice, event="validate", actor=make_expert(), text="Fine.")
    client.logout()

    picture = client.get(picture_of(practice))
    document = fetched(client, practice.attachments.get().url)

    assert picture["Content-Type"] == "image/webp"
    assert picture["Cache-Control"] == "public, max-age=3600"
    assert Pillow.open(BytesIO(picture.content)).size == (480, 360)
    assert document["Content-Type"] == "application/pdf"
    assert document["Content-Disposition"].startswith("attachment;")
    assert document["X-Content-Type-Options"] == "nosniff"
    assert document["Content-Security-Policy"] == "default-src 'none'"


def test_nothing_of_a_draft_stays_in_a_cache(client, filled):
    for url in (picture_of(filled), filled.attachments.get().url):
        assert "private" in fetched(client, url)["Cache-Control"]


def test_who_checks_a_practice_sees_its_files(client, ann):
    practice = whole_practice(ann, of_project=True, slug="mending")
    practice = with_file(with_picture(practice, ann, image_alt="A.", image_rights=True), ann)
    move(practice=practice, event="submit", actor=ann)
    client.force_login(make_web_admin(practice.project))

    page = client.get("/practices/mending/check/").content.decode()

    assert picture_of(practice, 960) in page
    assert practice.attachments.get().url in page
    assert client.get(picture_of(practice)).status_code == 200
    assert fetched(client, practice.attachments.get().url).status_code == 200


def test_only_the_widths_of_the_pages_and_the_present_picture_are_made(client, filled):
    urls = [picture_of(filled, 481), reverse("practices:picture", args=["mending", 9999, 480])]

    assert [client.get(url).status_code for url in urls] == [404, 404]
    assert filled.image.renditions.count() == 0


def test_documents_of_the_site_are_served_as_before(client, db):
    document = Document(title="Terms")
    document.file.save("terms.pdf", pdf())
    practice = whole_practice(make_member("Olga"))
    practice.attachments.add(document)

    assert fetched(client, document.url).status_code == 200


# When they go


def left():
    return (Image.objects.count(), Document.objects.count())


def test_files_go_with_a_draft(client, filled, gone):
    names = [filled.image.file.name, filled.attachments.get().file.name]

    with gone():
        client.post("/practices/mending/delete/")

    assert left() == (0, 0)
    assert [default_storage.exists(name) for name in names] == [False, False]


def test_files_of_drafts_go_with_their_author_and_those_of_others_stay(filled, ann, gone):
    public = whole_practice(ann, slug="public")
    public = with_picture(public, ann, image_alt="A.", image_rights=True)
    move(practice=public, event="submit", actor=ann)

    with gone():
        erase(member=ann)

    assert left() == (1, 0)
    assert Practice.objects.get().image == Image.objects.get()


@pytest.fixture
def validated(filled):
    return put(filled, "validated")


def test_a_new_version_shares_the_files_and_leaves_them_when_it_goes(client, validated, ann):
    version = move(practice=validated, event="revise", actor=ann)
    shared = version.image == validated.image
    set_picture(practice=version, actor=ann, picture=None)

    client.post(f"/practices/{version.slug}/delete/")

    assert shared
    assert left() == (1, 1)
    assert client.get(picture_of(validated)).status_code == 200


def test_files_that_a_new_version_replaces_go_with_the_former_text(validated, ann):
    version = move(practice=validated, event="revise", actor=ann)
    version = with_picture(version, ann, image_alt="New.", image_rights=True)
    version = move(practice=version, event="submit", actor=ann)
    during = left()

    move(practice=version, event="validate", actor=make_expert(), text="Better.")

    validated.refresh_from_db()
    assert during == (2, 1)
    assert left() == (1, 1)
    assert (validated.image, validated.image_alt) == (version.image, "New.")


def test_a_picture_from_the_library_of_the_site_stays(client, draft, ann):
    library = Image(title="Square")
    library.file.save("square.png", picture_file("square.png", "PNG"))
    Practice.objects.filter(pk=draft.pk).update(image=library)

    send(client, remove="picture")

    draft.refresh_from_db()
    assert draft.image is None
    assert list(Image.objects.all()) == [library]
