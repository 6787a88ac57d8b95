"""No door but the table of transitions: not the code, the database, the back office, a page."""

from itertools import product

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse

from ponte.activity.models import Entry
from ponte.community.models import Role, RoleGrant
from ponte.core.states import StateIsClosed
from ponte.practices import states, triggers
from ponte.practices.content import FIELDS
from ponte.practices.models import Practice
from ponte.practices.states import TRANSITIONS, move
from tests.backoffice.pages import address, filled_in, messages
from tests.factories.practices import make_practice
from tests.practices.whole import (
    make_expert,
    make_member,
    make_web_admin,
    put,
    whole_practice,
)

pytestmark = pytest.mark.django_db

LEGAL = {(row.source.value, row.to.value) for row in TRANSITIONS if not row.copy}
DATED = {"published_at": "2026-01-01T00:00Z"}


class Undo(Exception):
    """Leave a savepoint as if nothing had been."""


@pytest.fixture(autouse=True)
def _the_table_alone(monkeypatch):
    """What other apps ask for beside the table is for their own tests."""
    monkeypatch.setattr(states.moving, "receivers", [])


@pytest.fixture
def ann():
    return make_member("Ann")


def state_of(practice):
    return Practice.objects.get(pk=practice.pk).state


# The code


def change_and_save(practice):
    practice.state = "validated"
    practice.save()


def save_the_state_only(practice):
    practice.state = "validated"
    practice.save(update_fields=["state"])


def save_with_a_foreign_key(practice):
    fields = {f.attname: getattr(practice, f.attname) for f in Practice._meta.concrete_fields}
    Practice(**fields | {"state": "validated"}).save()


def upsert(practice):
    practice.state = "validated"
    Practice.objects.bulk_create(
        [practice], update_conflicts=True, unique_fields=["pk"], update_fields=["state"]
    )


def bulk_update(practice):
    practice.state = "validated"
    Practice.objects.bulk_update([practice], ["state"])


def deferred(practice):
    practice = Practice.objects.defer("state").get(pk=practice.pk)
    change_and_save(practice)


@pytest.mark.parametrize(
    "door",
    [
        change_and_save,
        save_the_state_only,
        save_with_a_foreign_key,
        upsert,
        bulk_update,
        deferred,
        lambda practice: Practice.objects.update(state="validated"),
        lambda practice: Practice.objects.filter(pk=practice.pk).update(state="validated"),
        lambda practice: Practice.objects.update_or_create(
            pk=practice.pk, defaults={"state": "validated"}
        ),
    ],
    ids=["save", "save one field", "save by key", "upsert", "bulk update", "deferred",
         "update all", "update", "update or create"],
)  # fmt: skip
def test_no_other_door_changes_a_state(ann, door):
    practice = whole_practice(ann)

    with pytest.raises(StateIsClosed), transaction.atomic():
        door(practice)

    assert state_of(practice) == "draft"


def test_an_old_tab_does_not_bring_back_an_old_state(ann):
    practice = whole_practice(ann)
    old = Practice.objects.get(pk=practice.pk)
    move(practice=practice, event="submit", actor=ann)

    old.city = "Girona"
    old.save()

    assert state_of(practice) == "expert_review"
    assert Practice.objects.get(pk=practice.pk).city == "Girona"


def test_a_practice_is_created_in_any_state():
    """Imports and the demonstration bring what was validated elsewhere."""
    practice = whole_practice(None, state="validated")

    assert state_of(practice) == "validated"


# The database


def test_the_database_takes_the_moves_of_the_table_and_no_others():
    practices = {state: make_practice(slug=f"x-{n}", state=state, **DATED)
                 for n, state in enumerate(Practice.State.values)}  # fmt: skip
    taken = set()

    for before, after in product(practices, repeat=2):
        try:
            with transaction.atomic():
                rows = models.QuerySet(Practice).filter(pk=practices[before].pk)
                rows.update(state=after)
                taken.add((before, after))
                raise Undo
        except (IntegrityError, Undo):
            continue

    assert taken == LEGAL | {(state, state) for state in practices}


def test_the_database_refuses_it_in_plain_sql(ann):
    practice = whole_practice(ann)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE practices_practice SET state = 'declined'")

    assert state_of(practice) == "draft"


def test_there_are_no_other_states():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_practice(state="excellent")


def test_the_door_is_shut_again_after_each_migration(ann):
    practice = whole_practice(ann)
    with connection.cursor() as cursor:
        for statement in triggers.OPEN[connection.vendor]:
            cursor.execute(statement)

    models.signals.post_migrate.send(
        sender=Practice._meta.app_config, using="default", app_config=Practice._meta.app_config
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(Practice).filter(pk=practice.pk).update(state="declined")


# The back office


@pytest.fixture
def secretariat(client):
    member = make_member("Sam", is_superuser=True)
    RoleGrant.objects.create(member=member, role=Role.SECRETARIAT)
    client.force_login(member)
    return client


def changed(office, practice, **changes):
    url = address(Practice, "edit", practice.pk)
    return office.post(url, filled_in(office.get(url), **changes), follow=True)


@pytest.mark.parametrize("state", ["draft", "expert_review", "validated"])
def test_the_form_of_the_back_office_neither_moves_nor_publishes(secretariat, state):
    practice = make_practice(state=state, **DATED)
    other = "validated" if state != "validated" else "draft"

    changed(
        secretariat,
        practice,
        state=other,
        project_approved_at="2026-01-01 00:00",
        revision_of=practice.pk,
        lock_version="7",
        source="elsewhere",
    )

    after = Practice.objects.get()
    assert after.source == "elsewhere"
    assert (after.state, after.project_approved_at, after.revision_of) == (state, None, None)


def test_nobody_writes_the_opinion_of_an_expert_in_the_back_office(secretariat):
    practice = make_practice(state="draft")

    changed(
        secretariat, practice, expert_opinion="Superb.", expert_opinion_date="2026-01-01", city="X"
    )

    after = Practice.objects.get()
    assert (after.city, after.expert_opinion, after.expert_opinion_date) == ("X", "", None)


@pytest.mark.parametrize(("role", "counts"), [(Role.SECRETARIAT, True), (None, False)])
def test_only_the_secretariat_counts_a_practice_for_the_indicator(client, role, counts):
    member = make_member("Sam", is_superuser=True)
    if role:
        RoleGrant.objects.create(member=member, role=role)
    client.force_login(member)

    changed(client, make_practice(), counts_for_indicator="on", city="Riga")

    after = Practice.objects.get()
    assert (after.city, after.counts_for_indicator) == ("Riga", counts)


@pytest.mark.parametrize("state", ["project_check", "expert_review"])
def test_what_is_judged_stays_as_it_was_sent(secretariat, ann, state):
    practice = put(whole_practice(ann, of_project=True), state)
    before = Practice.objects.filter(pk=practice.pk).values(*FIELDS).get()

    changed(secretariat, practice, title="Better", evidence_of_success="More.", source="here")

    assert Practice.objects.get().source == "here"
    assert Practice.objects.filter(pk=practice.pk).values(*FIELDS).get() == before


@pytest.mark.parametrize("door", ["page", "bulk"])
def test_what_is_public_or_on_its_way_is_not_deleted(secretariat, door):
    for number, state in enumerate(Practice.State.values):
        practice = make_practice(slug=f"x-{number}", state=state, **DATED)
        url = {
            "page": address(Practice, "delete", practice.pk),
            "bulk": f"/admin/bulk/practices/practice/delete/?id={practice.pk}",
        }[door]
        secretariat.post(url)

    assert {practice.state for practice in Practice.objects.all()} == {
        "project_check",
        "project_info_requested",
        "project_published",
        "expert_review",
        "expert_info_requested",
        "validated",
    }


def test_why_it_is_not_deleted_is_said(secretariat):
    practice = make_practice(title="Public")

    response = secretariat.post(address(Practice, "delete", practice.pk), follow=True)

    assert messages(response) == [
        "“Public” cannot be deleted where it stands: withdraw or archive it first."
    ]


def test_an_archived_practice_keeps_its_new_version_from_vanishing(secretariat, ann):
    practice = whole_practice(ann, state="validated", slug="live")
    version = move(practice=practice, event="revise", actor=ann)
    move(practice=version, event="submit", actor=ann)
    put(practice, "archived")

    secretariat.post(address(Practice, "delete", practice.pk))

    assert Practice.objects.count() == 2


# The pages


PAGES = {
    "author": ["submit", "withdraw", "revise", "delete", "edit_first"],
    "web admin": ["check", "archive"],
}


def test_a_visit_moves_nothing(client, ann):
    practice = whole_practice(ann, of_project=True)
    people = {"author": ann, "web admin": make_web_admin(practice.project)}
    found = {}

    for state in Practice.State.values:
        put(practice, state)
        for who, names in PAGES.items():
            client.force_login(people[who])
            for name in names:
                client.get(reverse(f"practices:{name}", args=[practice.slug]))
        found[state] = state_of(practice)

    assert found == {state: state for state in Practice.State.values}
    assert Entry.objects.count() == 0


# What each page may bring about, by who presses its button.
BY_PAGE = {
    ("author", "submit"): {
        "draft": "project_check",
        "project_info_requested": "project_check",
        "expert_info_requested": "expert_review",
    },
    ("author", "withdraw"): dict.fromkeys(
        ["project_check", "project_info_requested", "expert_review", "expert_info_requested"],
        "draft",
    ),
    ("author", "revise"): {"declined": "draft"},
    ("author", "check"): {},
    ("author", "archive"): {},
    ("web admin", "check"): {"project_check": "expert_review"},
    ("web admin", "archive"): {"validated": "archived", "project_published": "archived"},
    ("web admin", "submit"): {},
    ("web admin", "withdraw"): {},
    ("web admin", "revise"): {},
    ("expert", "check"): {},
    ("expert", "archive"): {},
    ("expert", "withdraw"): {},
}


@pytest.mark.parametrize(("who", "page"), BY_PAGE)
def test_a_button_moves_only_where_the_table_says(client, ann, who, page):
    practice = whole_practice(ann, of_project=True)
    people = {"author": ann, "expert": make_expert(), "web admin": make_web_admin(practice.project)}
    client.force_login(people[who])
    found = {}

    for state in Practice.State.values:
        put(practice, state)
        client.post(reverse(f"practices:{page}", args=[practice.slug]), {"event": "approve"})
        if state_of(practice) != state:
            found[state] = state_of(practice)

    assert found == BY_PAGE[who, page]


@pytest.mark.parametrize("event", ["validate", "not_select", "archive", "forward", "x"])
def test_the_check_carries_out_no_event_of_others(client, ann, event):
    practice = put(whole_practice(ann, of_project=True), "project_check")
    client.force_login(make_web_admin(practice.project))

    client.post(
        reverse("practices:check", args=[practice.slug]), {"event": event, "reason": "Because."}
    )

    assert state_of(practice) == "project_check"


# Two tabs


@pytest.mark.parametrize(
    ("state", "first", "second", "wanted", "told"),
    [
        ("draft", "submit", "submit", "project_check", "cannot be changed now"),
        ("draft", "submit", "delete", "project_check", "is not deleted"),
        ("project_check", "withdraw", "withdraw", "draft", "not possible any more"),
        ("declined", "revise", "revise", "draft", "not possible any more"),
    ],
)
def test_a_second_tab_changes_nothing(client, ann, state, first, second, wanted, told):
    practice = put(whole_practice(ann, of_project=True), state)
    client.force_login(ann)
    client.post(reverse(f"practices:{first}", args=[practice.slug]))
    noted = Entry.objects.count()

    response = client.post(reverse(f"practices:{second}", args=[practice.slug]), follow=True)

    assert state_of(practice) == wanted
    assert Entry.objects.count() == noted
    assert told in response.content.decode()


def test_a_check_of_what_was_withdrawn_meanwhile_is_refused(client, ann):
    practice = put(whole_practice(ann, of_project=True), "project_check")
    client.force_login(make_web_admin(practice.project))
    move(practice=practice, event="withdraw", actor=ann)

    response = client.post(
        reverse("practices:check", args=[practice.slug]), {"event": "approve"}, follow=True
    )

    assert state_of(practice) == "draft"
    assert "not possible any more" in response.content.decode()


def test_two_tabs_begin_one_new_version(client, ann):
    practice = whole_practice(ann, state="validated")
    client.force_login(ann)
    for _tab in range(2):
        client.post(reverse("practices:revise", args=[practice.slug]))

    assert practice.new_versions.count() == 1


def test_what_is_typed_in_a_tab_that_stayed_open_is_not_stored_after_sending(client, ann):
    practice = whole_practice(ann)
    url = reverse("practices:edit", args=[practice.slug, "how"])
    client.force_login(ann)
    move(practice=practice, event="submit", actor=ann)

    client.post(url, {"resources_needed": "Late.", "version": 9, "window": "x"})
    client.post(
        url, {"resources_needed": "Late.", "version": 9, "window": "x"}, HTTP_HX_REQUEST="true"
    )

    practice.refresh_from_db()
    assert practice.resources_needed == "Four advisers."
