"""A policy solution: its page, its list, its sheet, and how it is found."""

from datetime import date
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from pypdf import PdfReader
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from ponte.library.files import text_of
from ponte.library.models import Attachment, Contributor, DocumentText
from ponte.practices.models import Practice
from ponte.practices.sheet import on_paper
from tests.factories.articles import make_news, make_solution
from tests.factories.events import make_event
from tests.factories.practices import make_practice
from tests.factories.projects import make_project
from tests.practices.test_sheet import needs_pango

pytestmark = pytest.mark.django_db
RECORDING = {
    "url": "https://youtu.be/abcdefghijk",
    "title": "The webinar",
    "chapters": [{"time": "12:30", "title": "Lenders speak"}],
}


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def html_of(client, page):
    response = client.get(page.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def pdf_document(text, title="Slides"):
    content = on_paper_of(text)
    return Document.objects.create(title=title, file=ContentFile(content, "slides.pdf"))


def on_paper_of(text):
    page = make_solution(title=text, slug=f"paper-{Document.objects.count()}", live=False)
    return on_paper("library/sheet.html", {"page": page, "ink": "#000", "tint": "#fff"})


def test_the_page_shows_what_it_holds(client):
    practice = make_practice(title="Loans by neighbours")
    page = make_solution(
        kind="peer_review",
        date=date(2024, 5, 2),
        last_day=date(2024, 5, 3),
        place="Carrick",
        host="Leitrim",
        topics=["RSO1.3"],
        regions=["IE041"],
        practices=[practice],
        projects=[make_project(acronym="LEND")],
        body=[
            ("heading", "The need"),
            ("text", "<p>Firms need <b>loans</b>.</p>"),
            ("quote", {"text": "We learned.", "source": "A mayor"}),
            ("facts", {"facts": [{"figure": "12", "meaning": "peers"}]}),
            ("practices", [practice.pk]),
        ],
    )
    Contributor.objects.create(solution=page, role="expert", name="Ada Lend", organisation="Bank")

    html = html_of(client, page)

    for shown in (
        "<h2>The need</h2>", "<b>loans</b>", "We learned.", "peers", "Loans by neighbours",
        "Leitrim", "Carrick", "LEND", "Ada Lend", "Peer review: conclusions", "3 May 2024",
        '"@type": "Report"', 'property="og:type" content="article"',
    ):  # fmt: skip
        assert shown in html


def test_a_practice_that_is_not_public_is_not_shown(client):
    practice = make_practice(title="Loans by neighbours", state=Practice.State.DRAFT)
    page = make_solution(practices=[practice], body=[("practices", [practice.pk])])

    assert "Loans by neighbours" not in html_of(client, page)


def test_a_draft_is_nobodys_to_read(client):
    page = make_solution(live=False)

    paths = [page.get_absolute_url() + end for end in ("", "solution.pdf", "citation.bib")]

    assert [client.get(path).status_code for path in paths] == [404, 404, 404]
    assert "lend to small firms" not in client.get("/solutions/").content.decode()


def test_a_recording_is_a_link_until_somebody_asks(client):
    page = make_solution(kind="webinar", body=[("recording", RECORDING)])

    response = client.get(page.get_absolute_url())
    html = response.content.decode()

    assert "<iframe" not in html
    assert 'href="https://www.youtube.com/watch?v=abcdefghijk&amp;t=750s"' in html
    assert (
        "frame-src https://www.youtube-nocookie.com https://player.vimeo.com"
        in (response["Content-Security-Policy"])
    )


def test_pages_without_a_recording_may_frame_nobody(client):
    response = client.get(make_solution().get_absolute_url())

    assert "frame-src" not in response["Content-Security-Policy"]


def test_citation_names_the_authors_or_the_site(client):
    page = make_solution(date=date(2024, 5, 2), title="Loans & more")
    anonymous = client.get(f"/solutions/{page.slug}/citation.bib").content.decode()
    Contributor.objects.create(solution=page, role="author", name="Ada Lend")

    signed = client.get(f"/solutions/{page.slug}/citation.bib").content.decode()

    assert "author = {{Ponte}}" in anonymous
    assert "author = {{Ada Lend}}" in signed
    assert r"title = {{Loans \& more}}" in signed
    assert "year = {2024}" in signed


@needs_pango
def test_the_sheet_is_a_tagged_pdf_of_the_text(client):
    page = make_solution(
        title="Łódź lends",
        body=[("heading", "The need"), ("text", "<p>Περιφέρεια</p>"), ("recording", RECORDING)],
    )

    response = client.get(f"/solutions/{page.slug}/solution.pdf")

    reader = PdfReader(BytesIO(response.content))
    text = " ".join(each.extract_text() for each in reader.pages)
    assert all(words in text for words in ("Łódź lends", "The need", "Περιφέρεια", "12:30"))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_list_filters_by_kind_topic_and_place(client, indexed):
    make_solution(kind="brief", title="One", topics=["RSO1.3"], regions=["IE041"])
    make_solution(kind="webinar", title="Two", topics=["RSO2.1"], date=date(2024, 1, 30))
    indexed()

    def found(query):
        cards = client.get(f"/solutions/?{query}").context["found"].page.object_list
        return [card.record.title for card in cards]

    assert found("") == ["Two", "One"]
    assert found("type=brief") == ["One"]
    assert found("topic=green") == ["Two"]
    assert found("country=IE") == ["One"]
    assert found("region=IE04") == ["One"]
    assert found("year=2024") == ["Two"]


def test_list_without_an_index_asks_the_database(client, settings, tmp_path):
    settings.SEARCH = {
        "BACKEND": "ponte.search.backends.tantivy.TantivyBackend", "PATH": tmp_path,
    }  # fmt: skip
    make_solution(kind="brief", title="One", topics=["RSO1.3"], regions=["IE041"])
    make_solution(kind="webinar", title="Two", projects=[make_project(acronym="LEND", slug="lend")])

    def found(query):
        cards = client.get(f"/solutions/?{query}").context["found"].page.object_list
        return [card.record.title for card in cards]

    assert found("type=brief&topic=smart&country=IE") == ["One"]
    assert found("project=lend") == ["Two"]


def test_what_is_unpublished_leaves_the_search(client, indexed):
    page = make_solution(title="Lending")
    indexed()

    page.specific.unpublish()
    indexed()

    assert client.get("/solutions/?q=lending").context["found"].total == 0


@needs_pango
def test_the_text_of_an_attached_pdf_is_searched(client, indexed):
    page = make_solution()
    document = pdf_document("Quokkas borrow")
    Attachment.objects.create(solution=page, document=document, title="The slides")
    page.save()
    indexed()

    found = client.get("/solutions/?q=quokkas&exact=1").context["found"]

    assert [card.record.pk for card in found.page.object_list] == [page.pk]
    assert "The slides" in html_of(client, page)


@needs_pango
def test_the_text_of_a_pdf_is_read_once(db):
    document = pdf_document("Quokkas borrow")
    assert "Quokkas borrow" in text_of(document)
    DocumentText.objects.update(text="as read before")

    assert text_of(document) == "as read before"


@needs_pango
def test_the_text_of_a_restricted_file_stays_out(db):
    document = pdf_document("Quokkas borrow")
    document.collection = Collection.get_first_root_node().add_child(name="Inside")
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type="login"
    )

    assert text_of(document) == ""


def test_a_broken_pdf_says_nothing(db):
    document = Document.objects.create(title="B", file=ContentFile(b"no pdf", "broken.pdf"))

    assert text_of(document) == ""


@pytest.mark.parametrize("number", [1, 4])
def test_queries_of_the_list_do_not_grow(client, indexed, django_assert_max_num_queries, number):
    for each in range(number):
        make_solution(title=f"S{each}", topics=["RSO1.3"], regions=["IE041", "CZ042"])
    indexed()

    with django_assert_max_num_queries(16):
        client.get("/solutions/")


def test_the_last_day_comes_after_the_first(db):
    page = make_solution(date=date(2024, 5, 2), live=False)
    page.last_day = date(2024, 5, 1)

    with pytest.raises(Exception, match="The last day comes after the first"):
        page.full_clean()


def test_a_solution_and_its_event_lead_to_each_other_and_both_to_their_project(client):
    project = make_project()
    event = make_event(title="The webinar", days=-3, project=project)
    page = make_solution(
        title="What we heard", kind="webinar", events=[event], projects=[project],
        body=[("recording", RECORDING)],
    )  # fmt: skip
    make_solution(title="Not yet", events=[event], live=False)
    make_news(title="We met", project=project)

    of_event = client.get(event.get_absolute_url()).content.decode()
    of_project = client.get(project.get_absolute_url()).content.decode()

    assert "Recording and key learnings" in of_event
    assert [f">{title}</a>" in of_event for title in ("What we heard", "Not yet")] == [True, False]
    assert "with recording" in of_event
    assert ">The webinar</a>" in html_of(client, page)
    assert all(
        f">{title}</a>" in of_project for title in ("What we heard", "The webinar", "We met")
    )


def test_a_solution_leads_to_what_is_much_like_it(client, indexed):
    solution = make_solution(title="Guarantees for small firms")
    make_solution(title="Guarantees for small firms in towns")
    indexed()

    page = client.get(solution.get_absolute_url()).text

    assert "More like this" in page
    assert "Guarantees for small firms in towns" in page
