import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from wagtail.models import ModelLogEntry

from ponte.activity.models import Entry
from ponte.community.models import Role, RoleGrant
from ponte.practices.columns import COLUMNS
from ponte.practices.models import FormerSlug, Practice
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.backoffice.pages import address, filled_in, listed, messages
from tests.factories.community import make_member
from tests.factories.practices import make_practice
from tests.factories.projects import make_project
from tests.practices.whole import put

LIST = "/admin/practices/"


def region(code):
    return Region.objects.get(code=code)


def topic(code):
    return Topic.objects.get(code=code)


def changed(office, practice, **changes):
    page = office.get(address(Practice, "edit", practice.pk))
    return office.post(
        address(Practice, "edit", practice.pk), filled_in(page, **changes), follow=True
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(office, count, django_assert_num_queries):
    project = make_project(topics=["RSO1.3"])
    for number in range(count):
        make_practice(title=f"P{number}", region=region("ES51"), project=project)
    office.get(LIST)

    with django_assert_num_queries(14):
        response = office.get(LIST)

    assert len(listed(response)) == count


def test_the_list_is_searched_by_words_of_several_fields(office):
    found = make_practice(title="Cluster of food", city="Mikkeli")
    make_practice(title="Something else")

    assert listed(office.get(LIST, {"q": "mikkeli"})) == [found]
    assert listed(office.get(LIST, {"q": "of food"})) == [found]


@pytest.mark.parametrize(
    "query",
    [
        {"state": ["draft", "declined"]},
        {"country": "ES"},
        {"level": "2"},
        {"scope": "local"},
        {"language": "fi"},
        {"evidence": "true"},
        {"source": "elsewhere"},
        {"published_at_from": "2020-01-01", "published_at_to": "2020-12-31"},
        {"topics": "PO4"},
        {"project": "SMART"},
    ],
    ids=lambda query: next(iter(query)),
)
def test_filters_narrow_the_list(office, query):
    wanted = make_practice(
        title="Wanted",
        state="draft",
        region=region("ES51"),
        scope="local",
        language="fi",
        evidence_of_success="Many",
        source="elsewhere",
        published_at=datetime(2020, 5, 1, tzinfo=UTC),
        topics=[topic("RSO4.6")],
        project=make_project(acronym="SMART"),
    )
    make_practice(title="Other", region=region("FR"), scope="regional", topics=[topic("RSO1.1")])
    keys = {"ES": region("ES").pk, "PO4": topic("PO4").pk, "SMART": wanted.project_id}
    query = {name: keys.get(value, value) if isinstance(value, str) else value
             for name, value in query.items()}  # fmt: skip

    assert listed(office.get(LIST, query)) == [wanted]


def test_a_new_practice_gets_its_address_by_itself(office):
    page = office.get(address(Practice, "add"))

    office.post(
        address(Practice, "add"),
        filled_in(
            page,
            title="Ευρώπη και Riga",
            topics=[topic("RSO1.2").pk, topic("RSO1.3").pk],
            keywords="one\n\n two \none",
            region=region("LV00A").pk,
        ),
    )

    practice = Practice.objects.get()
    assert practice.slug == "eyropi-kai-riga"
    assert practice.keywords == ["one", "two"]
    assert practice.region == region("LV00A")
    assert [t.code for t in practice.topics.order_by("code")] == ["RSO1.2", "RSO1.3"]


def test_saving_without_a_change_changes_nothing(office):
    practice = make_practice(
        detailed_information="A\n\nB",
        topics=[topic("RSO1.2")],
        keywords=["a", "b"],
        ongoing=True,
        published_at=datetime(2024, 3, 15, 9, 30, 15, 500, tzinfo=UTC),
    )
    before = Practice.objects.filter(pk=practice.pk).values().get()

    changed(office, practice)

    after = Practice.objects.filter(pk=practice.pk).values().get()
    assert {name for name in after if after[name] != before[name]} == {
        "updated_at", "latest_revision_id",
    }  # fmt: skip
    assert list(practice.topics.all()) == [topic("RSO1.2")]


def test_a_changed_slug_keeps_the_former_address(office):
    practice = make_practice(title="Old", slug="old")

    changed(office, practice, slug="new")

    assert Practice.objects.get().slug == "new"
    assert FormerSlug.objects.get().slug == "old"


def test_errors_keep_the_form_filled_and_name_the_limit(office):
    practice = make_practice()

    response = changed(
        office, practice, title="x" * 101, city="Riga", start_month="13", start_year="2020"
    )

    form = response.context["form"]
    assert form["city"].value() == "Riga"
    assert form.errors["title"] == ["Ensure this value has at most 100 characters (it has 101)."]
    assert Practice.objects.get().city == ""


def test_a_constraint_speaks_plainly(office):
    response = changed(office, make_practice(), end_year="2019", start_year="2020")

    assert response.context["form"].non_field_errors() == ["The end lies before the start."]


def test_the_help_says_the_limit(office):
    form = office.get(address(Practice, "add")).context["form"]

    assert str(form["short_summary"].help_text).strip() == "At most 160 characters."


def test_history_compares_the_first_change_with_what_was_before(office):
    practice = make_practice(title="Before")
    changed(office, practice, title="After")
    first, second = practice.revisions.order_by("pk")

    history = office.get(address(Practice, "history", practice.pk))
    url = address(Practice, "revisions_compare", practice.pk, first.pk, second.pk)
    comparison = office.get(url)

    assert history.status_code == 200
    assert url in history.content.decode()
    assert [entry.action for entry in ModelLogEntry.objects.order_by("timestamp")] == [
        "wagtail.create",
        "wagtail.edit",
    ]
    assert b"Before" in comparison.content
    assert b"After" in comparison.content


@pytest.mark.parametrize("page", ["add", "edit", "copy"])
def test_nothing_is_saved_while_somebody_types(office, page):
    arguments = [] if page == "add" else [make_practice().pk]

    response = office.get(address(Practice, page, *arguments))

    assert response.context["autosave_enabled"] is False


def test_going_back_to_a_revision_keeps_the_address_it_leaves(office):
    practice = make_practice(title="Before", slug="before")
    changed(office, practice, title="After", slug="after")
    first = practice.revisions.order_by("pk").first()
    page = office.get(address(Practice, "revisions_revert", practice.pk, first.pk))

    office.post(address(Practice, "edit", practice.pk), filled_in(page))

    practice.refresh_from_db()
    assert (practice.title, practice.slug) == ("Before", "before")
    assert [former.slug for former in FormerSlug.objects.all()] == ["after"]


def test_the_csv_export_has_the_rows_of_the_list(office):
    make_practice(title="=SUM(A1)", state="draft", slug="a", region=region("ES51"))
    make_practice(title="Published", slug="b")

    response = office.get(LIST, {"export": "csv", "state": "draft"})

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["slug"], row["title"], row["region"]) for row in rows] == [
        ("a", "'=SUM(A1)", "ES51")
    ]


def test_the_xlsx_export_opens(office):
    make_practice(title="Published", slug="b")

    response = office.get(LIST, {"export": "xlsx"})

    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0] == COLUMNS
    assert rows[1][COLUMNS.index("title")] == "Published"


@pytest.mark.parametrize("count", [1, 3])
def test_the_export_costs_the_same_for_one_and_three(office, count, django_assert_num_queries):
    for number in range(count):
        make_practice(title=f"P{number}", region=region("ES51"), topics=[topic("RSO1.2")])
    office.get(LIST)

    with django_assert_num_queries(8):
        response = office.get(LIST, {"export": "csv"})
        lines = b"".join(response.streaming_content).count(b"\n")

    assert lines == count + 1


def bulk(office, action, ids, **query):
    url = f"/admin/bulk/practices/practice/{action}/"
    query = {"id": ids, "next": LIST, **query}
    page = office.get(url, query)
    done = office.post(url, query_params=query, follow=True)
    return page, done


@pytest.fixture
def secretariat(office, admin):
    """The administrator is of the secretariat too."""
    RoleGrant.objects.create(member=admin, role=Role.SECRETARIAT)
    return office


def test_practices_are_archived_in_bulk(secretariat):
    practice = make_practice()

    page, done = bulk(secretariat, "archive", [practice.pk])

    practice.refresh_from_db()
    assert b"This good practice changes:" in page.content
    assert messages(done) == ["1 good practice changed."]
    assert practice.state == "archived"
    assert practice.published_at is not None
    assert ModelLogEntry.objects.get().action == "wagtail.unpublish"
    assert [entry.verb for entry in Entry.objects.about(practice)] == ["archive"]


def test_what_cannot_be_archived_is_named_and_the_rest_goes_on(secretariat):
    good = make_practice(title="Good")
    draft = make_practice(title="Draft", state="draft")

    _page, done = bulk(secretariat, "archive", [good.pk, draft.pk])

    assert messages(done) == [
        "Draft: This step is not possible any more: look at the page again.",
        "1 good practice changed.",
    ]
    assert list(Practice.objects.filter(state="archived")) == [good]


def test_who_runs_the_machinery_archives_nothing(office):
    practice = make_practice()

    bulk(office, "archive", [practice.pk])

    assert list(Practice.objects.published()) == [practice]


def test_the_form_does_not_change_the_state(office):
    practice = make_practice(title="Draft", state="draft")

    changed(office, practice, title="Still a draft", state="validated")

    practice.refresh_from_db()
    assert (practice.title, practice.state) == ("Still a draft", "draft")


def test_a_copy_of_a_validated_practice_starts_as_a_draft(office, admin):
    practice = make_practice(title="Copy me")
    page = office.get(address(Practice, "copy", practice.pk))

    office.post(address(Practice, "add"), filled_in(page, title="The copy", slug=""))

    copy = Practice.objects.get(title="The copy")
    assert (copy.state, copy.author) == ("draft", admin)


OPINION = {"expert_opinion": "Worth a look.", "expert_opinion_date": date(2024, 5, 1)}
OTHER_WORDS = {"expert_opinion": "Superb.", "expert_opinion_date": "2025-01-01", "expert": ""}


@pytest.mark.parametrize("role", ["secretariat", "administrator"])
def test_an_opinion_is_read_but_not_rewritten(client, db, role):
    practice = make_practice(title="Before", expert=make_member(), **OPINION)
    client.force_login(make_member(roles=[role]))

    page = client.get(address(Practice, "edit", practice.pk)).content.decode()
    changed(client, practice, title="After", **OTHER_WORDS)

    after = Practice.objects.get(pk=practice.pk)
    assert "Worth a look." in page
    assert 'name="expert_opinion"' not in page
    assert after.title == "After"
    assert (after.expert_opinion, after.expert) == ("Worth a look.", practice.expert)


def test_an_older_text_comes_back_without_the_opinion_of_its_time(office):
    practice = make_practice(title="First", **OPINION)
    changed(office, practice, title="Second")
    first = practice.revisions.earliest("pk")
    Practice.objects.filter(pk=practice.pk).update(expert_opinion="Even better now.")
    url = address(Practice, "revisions_revert", practice.pk, first.pk)

    office.post(address(Practice, "edit", practice.pk), filled_in(office.get(url)))

    practice.refresh_from_db()
    assert (practice.title, practice.expert_opinion) == ("First", "Even better now.")


def test_a_copy_has_no_opinion_because_no_expert_has_seen_it(office):
    practice = make_practice(title="Copy me", expert=make_member(), **OPINION)
    page = office.get(address(Practice, "copy", practice.pk))

    office.post(address(Practice, "add"), filled_in(page, title="The copy", slug=""))

    copy = Practice.objects.get(title="The copy")
    assert (copy.expert_opinion, copy.expert) == ("", None)


def test_an_older_text_comes_back_without_its_state(office):
    practice = make_practice(title="First", state="draft")
    changed(office, practice, title="Second")
    first = practice.revisions.earliest("pk")
    put(practice, "project_info_requested")
    url = address(Practice, "revisions_revert", practice.pk, first.pk)

    office.post(address(Practice, "edit", practice.pk), filled_in(office.get(url)))

    practice.refresh_from_db()
    assert (practice.title, practice.state) == ("First", "project_info_requested")


def test_a_change_in_the_back_office_is_logged_with_what_changed(office, admin):
    practice = make_practice(title="Before")

    changed(office, practice, title="After")

    entry = Entry.objects.about(practice).get()
    assert (entry.actor, entry.verb) == (admin, "edit")
    assert entry.detail == {"changes": {"title": ["Before", "After"]}, "version": 1}


def test_all_in_the_listing_means_what_the_list_shows(office):
    draft = make_practice(title="Draft", state="draft")
    published = make_practice(title="Published")

    bulk(office, "delete", ["all"], state="draft")

    assert list(Practice.objects.all()) == [published]
    assert ModelLogEntry.objects.get().object_id == str(draft.pk)


def test_a_reader_changes_nothing_in_bulk(client, editor):
    practice = make_practice()
    client.force_login(editor)

    bulk(client, "archive", [practice.pk])

    practice.refresh_from_db()
    assert practice.state == "validated"


def test_deleting_asks_first(office):
    practice = make_practice(state="archived")

    asked = office.get(address(Practice, "delete", practice.pk))
    office.post(address(Practice, "delete", practice.pk))

    assert b"Are you sure" in asked.content
    assert Practice.objects.count() == 0
    assert ModelLogEntry.objects.get().action == "wagtail.delete"


def test_a_practice_can_be_inspected_and_copied(office):
    practice = make_practice(title="Inspect me")

    inspected = office.get(address(Practice, "inspect", practice.pk))
    copied = office.get(address(Practice, "copy", practice.pk))

    assert b"Inspect me" in inspected.content
    assert copied.status_code == 200
