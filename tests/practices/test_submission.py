"""Writing a practice: sections, saving, two writers at once, sending."""

import pytest
from django.urls import reverse

from ponte.activity.models import Entry
from ponte.community.models import Role, RoleGrant
from ponte.core.due import due_from, sent_by
from ponte.practices.models import Practice
from ponte.practices.states import move
from ponte.practices.submission.sections import SECTIONS
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.practices.whole import (
    make_expert,
    make_member,
    make_organisation,
    make_web_admin,
    put,
    whole_practice,
)

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def ann(client):
    ann = make_member("Ann", organisation=make_organisation("Agency"))
    client.force_login(ann)
    return ann


def url(name, practice, *more):
    return reverse(f"practices:{name}", args=[practice.slug, *more])


def filled(client, address, **changes):
    """What a browser would send: the form as it came, with `changes`."""
    form = client.get(address).context["form"]
    data = {"version": client.get(address).context.get("version", ""), "window": "own"}
    for field in form:
        value = field.value()
        if value not in (None, "", []):
            data[field.html_name] = value if isinstance(value, list) else str(value)
    data["keywords"] = "\n".join(data.get("keywords", []))
    return data | changes


def draft(author, **fields):
    return whole_practice(author, **fields)


def test_a_title_is_enough_to_begin(client, ann):
    response = client.post(reverse("practices:new"), {"title": "Repair cafés", "language": "fi"})

    practice = Practice.objects.get()
    assert response.url == url("edit", practice, "who")
    assert (practice.state, practice.author, practice.language) == ("draft", ann, "fi")
    assert [entry.verb for entry in Entry.objects.about(practice)] == ["begin"]


def test_without_a_title_nothing_begins(client, ann):
    response = client.post(reverse("practices:new"), {"title": "", "language": "en"})

    assert response.status_code == 422
    assert Practice.objects.count() == 0


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.CONTROLLER, Role.ADMINISTRATOR])
def test_who_decides_on_others_submits_nothing(client, ann, role):
    RoleGrant.objects.create(member=ann, role=role)

    assert client.get(reverse("practices:new")).status_code == 403


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.slug)
def test_each_section_shows_what_is_stored_and_saving_it_changes_nothing(client, ann, section):
    practice = draft(ann, of_project=True)
    before = Practice.objects.filter(pk=practice.pk).values().get()
    address = url("edit", practice, section.slug)

    response = client.post(address, filled(client, address))

    assert response.status_code == 302
    assert Practice.objects.filter(pk=practice.pk).values().get() == before
    assert Entry.objects.count() == 0


def test_every_field_can_be_filled_in(client, ann):
    mate = make_member("Max", organisation=ann.organisation)
    client.post(reverse("practices:new"), {"title": "Repair cafés", "language": "en"})
    practice = Practice.objects.get()
    topic = Topic.objects.get(code="RSO2.6")
    parts = {
        "summary": {"title": "Repair cafés", "language": "en", "from_project": "no",
                    "short_summary": "Neighbours mend things together."},
        "who": {"institution_name": "City of Turku", "institution_region": "Finland",
                "institution_city": "Turku"},
        "where": {"scope": "local", "region": "FI1C", "city": "Turku"},
        "topics": {"topics": [topic.pk], "keywords": "repair\nwaste", "public_intervention": "no",
                   "inspired_public_policy": "The waste plan 2025."},
        "how": {"detailed_information": "Every\r\nTuesday.", "resources_needed": "A room.",
                "start_month": "3", "start_year": "2019", "ongoing": "yes"},
        "results": {"evidence_of_success": "3 t mended.", "challenges_encountered": "Spares.",
                    "potential_for_learning_or_transfer": "Anywhere."},
        "files": {"further_information": "turku.fi/repair"},
        "authors": {"co_authors": [mate.pk]},
    }  # fmt: skip

    for slug, values in parts.items():
        page = client.get(url("edit", practice, slug))
        response = client.post(
            url("edit", practice, slug), {**values, "version": page.context["version"]}
        )
        assert response.status_code == 302, response.context["form"].errors

    practice = Practice.objects.get()
    assert practice.region == Region.objects.get(code="FI1C")
    assert practice.institution_region.code == "FI"
    assert practice.keywords == ["repair", "waste"]
    assert practice.detailed_information == "Every\nTuesday."
    assert practice.timescale == "March 2019 – ongoing"
    assert practice.further_information == "https://turku.fi/repair"
    assert (practice.from_project, practice.public_intervention) == (False, False)
    assert list(practice.topics.all()) == [topic]
    assert list(practice.co_authors.all()) == [mate]
    assert response.url == url("submit", practice)
    assert client.get(response.url).context["gaps"] == []


def test_what_fits_is_saved_and_what_does_not_is_shown_again(client, ann):
    practice = draft(ann)
    address = url("edit", practice, "how")
    data = filled(client, address, resources_needed="x" * 301, detailed_information="Better.")

    response = client.post(address, data)

    practice.refresh_from_db()
    assert response.status_code == 422
    assert practice.detailed_information == "Better."
    assert practice.resources_needed == "Four advisers."
    assert response.context["form"]["resources_needed"].value() == "x" * 301
    assert list(response.context["form"].errors) == ["resources_needed"]


def test_a_practice_of_no_project_names_none(client, ann):
    practice = draft(ann, of_project=True)
    address = url("edit", practice, "summary")

    response = client.post(address, filled(client, address, from_project="no"))

    practice.refresh_from_db()
    assert response.status_code == 422
    assert practice.from_project is True
    assert b"Only a practice that comes from a project names one." in response.content


def test_a_save_by_itself_answers_with_the_time_and_the_new_version(client, ann):
    practice = draft(ann)
    address = url("edit", practice, "how")

    response = client.post(
        address, filled(client, address, resources_needed="Five advisers."), **HTMX
    )

    practice.refresh_from_db()
    assert response.status_code == 200
    assert practice.resources_needed == "Five advisers."
    assert b"Draft saved" in response.content
    assert f'value="{practice.lock_version}"' in response.content.decode()
    entry = Entry.objects.about(practice).get()
    assert entry.detail["changes"] == {"resources_needed": ["Four advisers.", "Five advisers."]}


def test_two_writers_of_one_field_see_both_texts(client, ann):
    practice = draft(ann)
    max_ = make_member("Max", organisation=ann.organisation)
    practice.co_authors.add(max_)
    address = url("edit", practice, "how")
    mine = filled(client, address, resources_needed="Five advisers.")
    client.force_login(max_)
    client.post(address, filled(client, address, resources_needed="Six advisers.", window="his"))
    client.force_login(ann)

    by_itself = client.post(address, mine, **HTMX)
    pressed = client.post(address, mine)

    practice.refresh_from_db()
    assert practice.resources_needed == "Six advisers."
    assert (by_itself.status_code, pressed.status_code) == (409, 409)
    assert "Max Doe changed the same text" in by_itself.content.decode()
    page = pressed.content.decode()
    assert "Six advisers." in page
    assert "Five advisers." in page
    again = client.post(address, mine | {"version": pressed.context["version"]})
    practice.refresh_from_db()
    assert again.status_code == 302
    assert practice.resources_needed == "Five advisers."


def test_two_writers_of_two_fields_are_no_conflict(client, ann):
    practice = draft(ann)
    address = url("edit", practice, "how")
    mine = filled(client, address, resources_needed="Five advisers.")
    theirs = filled(client, address, detailed_information="Firms write.", window="other")
    client.post(address, theirs)

    response = client.post(address, mine)

    practice.refresh_from_db()
    assert response.status_code == 302
    assert practice.resources_needed == "Five advisers."
    assert practice.detailed_information == "Firms write."


def test_one_window_is_no_conflict_with_itself(client, ann):
    """The answer to a save was lost, so the window still knows the former version."""
    practice = draft(ann)
    address = url("edit", practice, "how")
    data = filled(client, address, resources_needed="Five")
    client.post(address, data, **HTMX)

    response = client.post(address, data | {"resources_needed": "Five advisers."}, **HTMX)

    practice.refresh_from_db()
    assert response.status_code == 200
    assert practice.resources_needed == "Five advisers."


def test_an_import_or_the_back_office_is_a_second_writer_too(client, ann):
    practice = draft(ann)
    address = url("edit", practice, "how")
    data = filled(client, address, resources_needed="Five advisers.")
    Entry.objects.create(
        verb="edit",
        kind="practices.practice",
        object_id=str(practice.pk),
        detail={"changes": {"resources_needed": ["Four advisers.", "None."]}, "version": 1},
    )
    Practice.objects.filter(pk=practice.pk).update(resources_needed="None.", lock_version=1)

    assert client.post(address, data).status_code == 409


@pytest.mark.parametrize("state", ["project_check", "expert_review", "validated", "declined"])
def test_what_was_sent_in_is_not_changed(client, ann, state):
    practice = draft(ann)
    address = url("edit", practice, "how")
    data = filled(client, address, resources_needed="Nothing.")
    put(practice, state)

    response = client.post(address, data)

    practice.refresh_from_db()
    assert response.url == url("history", practice)
    assert practice.resources_needed == "Four advisers."


@pytest.mark.parametrize(
    "name", ["edit_first", "preview", "submit", "history", "withdraw", "revise", "delete", "check"]
)
def test_a_stranger_sees_nothing_of_a_draft(client, ann, name):
    practice = draft(make_member("Olga"), of_project=True)

    assert client.get(url(name, practice)).status_code == 403
    assert client.get(practice.get_absolute_url()).status_code == 404


def test_a_co_author_of_the_same_organisation_writes_too(client, ann):
    practice = draft(make_member("Olga", organisation=ann.organisation))
    practice.co_authors.add(ann)
    address = url("edit", practice, "how")

    client.post(address, filled(client, address, resources_needed="Ours."))

    practice.refresh_from_db()
    assert practice.resources_needed == "Ours."


def test_only_colleagues_can_be_co_authors(client, ann):
    practice = draft(ann)
    mate = make_member("Max", organisation=ann.organisation)
    stranger = make_member("Sue")
    make_member("Ida", organisation=ann.organisation, visibility={"organisation": "nobody"})
    address = url("edit", practice, "authors")

    offered = list(client.get(address).context["form"].fields["co_authors"].queryset)
    response = client.post(address, {"co_authors": [stranger.pk], "version": 0})

    assert offered == [mate]
    assert response.status_code == 422
    assert list(practice.co_authors.all()) == []


def test_sending_names_what_is_missing_with_a_way_there(client, ann):
    practice = draft(ann, evidence_of_success="")

    page = client.get(url("submit", practice))
    response = client.post(url("submit", practice), follow=True)

    assert [(gap.field, section.slug) for gap, section in page.context["gaps"]] == [
        ("evidence_of_success", "results")
    ]
    assert f"{url('edit', practice, 'results')}#id_evidence_of_success" in page.content.decode()
    assert "“Evidence of success” is empty." in response.content.decode()
    practice.refresh_from_db()
    assert practice.state == "draft"


def test_progress_is_counted_by_section(client, ann):
    practice = draft(ann, evidence_of_success="")

    steps = client.get(url("edit", practice, "how")).context["steps"]

    assert {step.section.slug: (step.given, step.wanted) for step in steps} == {
        "summary": (3, 3),
        "who": (3, 3),
        "where": (3, 3),
        "topics": (3, 3),
        "how": (3, 3),
        "results": (1, 2),
        "files": (0, 0),
        "authors": (0, 0),
    }


def test_from_draft_to_the_experts_by_way_of_the_project(client, ann):
    practice = draft(ann, of_project=True)
    admin = make_web_admin(practice.project)
    client.post(url("submit", practice))
    client.force_login(admin)

    asked = client.post(url("check", practice), {"event": "ask", "reason": "What does it cost?"})
    client.force_login(ann)
    page = client.get(url("edit", practice, "how")).content.decode()
    client.post(url("submit", practice))
    client.force_login(admin)
    client.post(url("check", practice), {"event": "approve"})

    practice.refresh_from_db()
    assert asked.url == url("history", practice)
    assert "What does it cost?" in page
    assert (practice.state, practice.is_on_project_page) == ("expert_review", True)
    client.logout()
    assert client.get(practice.get_absolute_url()).status_code == 200


def test_declining_without_a_reason_is_impossible(client, ann):
    practice = draft(ann, of_project=True)
    client.force_login(make_web_admin(practice.project))
    move(practice=practice, event="submit", actor=ann)

    response = client.post(url("check", practice), {"event": "decline", "reason": " "})

    practice.refresh_from_db()
    assert response.status_code == 422
    assert practice.state == "project_check"


def test_withdrawing_asks_first_and_gives_the_draft_back(client, ann):
    practice = move(practice=draft(ann), event="submit", actor=ann)

    client.get(url("withdraw", practice))
    assert Practice.objects.get().state == "expert_review"
    client.post(url("withdraw", practice))

    assert Practice.objects.get().state == "draft"


def test_a_new_version_begins_from_the_page_of_the_old(client, ann):
    practice = whole_practice(ann, state="validated")

    response = client.post(url("revise", practice))

    version = practice.new_versions.get()
    assert response.url == url("edit_first", version)
    assert client.get(practice.get_absolute_url()).status_code == 200


def test_a_draft_that_was_never_sent_is_deleted(client, ann):
    practice = draft(ann)

    client.post(url("delete", practice))

    assert Practice.objects.count() == 0
    assert Entry.objects.get().verb == "delete"


def test_a_draft_that_was_sent_once_stays(client, ann):
    practice = move(practice=draft(ann), event="submit", actor=ann)
    move(practice=practice, event="withdraw", actor=ann)

    client.post(url("delete", practice))

    assert Practice.objects.count() == 1


@pytest.mark.parametrize("count", [1, 4])
def test_my_practices_cost_the_same_for_one_and_four(
    client, ann, count, django_assert_max_num_queries
):
    for number in range(count):
        draft(ann, slug=f"mine-{number}")
    draft(make_member("Olga"), slug="hers")

    with django_assert_max_num_queries(12):
        response = client.get(reverse("practices:mine"))

    assert len(response.context["rows"]) == count


def test_the_history_tells_who_did_what_and_what_changed(client, ann):
    practice = draft(ann, of_project=True)
    admin = make_web_admin(practice.project)
    practice = move(practice=practice, event="submit", actor=ann)
    move(practice=practice, event="ask", actor=admin, reason="What does it cost?")
    address = url("edit", practice, "how")
    client.post(address, filled(client, address, resources_needed="Four people."))

    page = client.get(url("history", practice)).content.decode()

    assert "Willem Doe" in page
    assert "What does it cost?" in page
    assert '<del><span class="visually-hidden">removed: </span> advisers.</del>' in page
    assert '<ins><span class="visually-hidden">added: </span> people.</ins>' in page


def test_an_expert_sees_the_way_but_changes_nothing(client, ann):
    practice = move(practice=draft(ann), event="submit", actor=ann)
    client.force_login(make_expert())

    assert client.get(url("history", practice)).status_code == 200
    assert client.get(url("edit", practice, "how")).status_code == 403
    assert client.post(url("withdraw", practice)).status_code == 403


def test_the_dashboard_tells_whose_turn_it_is(client, ann):
    practice = draft(ann, of_project=True)
    admin = make_web_admin(practice.project)
    practice = move(practice=practice, event="submit", actor=ann)

    assert [each.url for each in due_from(admin)] == [url("check", practice)]
    assert [(s.label, s.waiting_for) for s in sent_by(ann)] == [
        ("Early warning for firms", "the web admins of its project")
    ]
    move(practice=practice, event="ask", actor=admin, reason="Why?")
    assert due_from(admin) == []
    assert [each.url for each in due_from(ann)] == [url("edit_first", practice)]
