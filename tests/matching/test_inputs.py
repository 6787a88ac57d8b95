"""What the fit is counted from is held in memory, and is what the database has."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.utils import timezone

from ponte import search
from ponte.matching import actions, inputs
from ponte.matching.models import Change
from ponte.practices.models import Practice
from ponte.practices.states import Event, move
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.factories.community import make_member
from tests.factories.likeness import make_structure
from tests.factories.matching import make_adoption, make_requirements
from tests.factories.practices import make_practice


def region(code):
    return Region.objects.get(code=code)


def topic(code):
    return Topic.objects.get(code=code)


def told(practice):
    """What is held of a practice, in words."""
    held = inputs.current()
    holdings, atlas, columns = held.holdings, held.atlas, held.columns
    place = holdings.place(practice.pk)
    codes = dict(Topic.objects.values_list("pk", "code"))
    mine = holdings.trials.practice == place
    return {
        "origin": atlas.codes[holdings.origin[place]] if holdings.origin[place] >= 0 else None,
        "grade": holdings.grade[place],
        "topics": {codes[k] for k, column in columns.own.items() if holdings.topics[place, column]},
        "trials": sorted(
            (atlas.codes[adopter], result)
            for adopter, result in zip(
                holdings.trials.region[mine], holdings.trials.result[mine], strict=True
            )
        ),
    }


def same(one, other):
    """Whether two Holdings are equal, whatever the order of reports."""
    for each in fields(one):
        mine, theirs = getattr(one, each.name), getattr(other, each.name)
        if each.name in ("reported", "adopter", "result"):
            continue
        np.testing.assert_array_equal(mine, theirs, err_msg=each.name)
    rows = [
        sorted(zip(h.reported.tolist(), h.adopter.tolist(), h.result.tolist(), strict=True))
        for h in (one, other)
    ]
    return rows[0] == rows[1]


@pytest.fixture
def practice(db):
    return make_practice(region=region("AT111"), topics=[topic("RSO1.3")], evidence_of_success="")


def test_a_practice_is_held_with_place_grade_topics_and_reports(practice):
    make_adoption(practice, "ES51", "failed", year=2022)
    make_adoption(practice, "SI03", "partly")

    assert told(practice) == {
        "origin": "AT11",
        "grade": 0,
        "topics": {"RSO1.3", "PO1"},
        "trials": [("ES51", 0.0), ("SI03", 0.5)],
    }


def test_a_text_about_success_is_a_claim(practice):
    practice.evidence_of_success = "It helped many."
    practice.save()

    assert told(practice)["grade"] == 1


def test_of_a_region_that_reports_again_the_newest_counts(practice):
    make_adoption(practice, "ES51", "failed", year=2022)
    make_adoption(practice, "ES51", "worked", year=2024)

    assert told(practice)["trials"] == [("ES51", 1.0)]


def test_a_topic_of_the_period_before_counts_as_what_it_continues_as(db):
    older = Topic.objects.of_2014().filter(maps_to__isnull=False).first()
    practice = make_practice(topics=[older])
    continued = set(older.maps_to.values_list("code", flat=True))

    assert continued <= told(practice)["topics"]


def test_only_public_practices_are_held(practice):
    make_practice(title="A draft", slug="draft", state="draft")

    assert inputs.current().holdings.ids.tolist() == [practice.pk]


def test_a_hidden_report_does_not_count(practice):
    adoption = make_adoption(practice, "ES51", "failed")
    inputs.current()
    adoption.hidden_at, adoption.hidden_reason = timezone.now(), "Not true."
    adoption.save()

    assert told(practice)["trials"] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda practice: practice.topics.set([topic("RSO2.6")]),
        lambda practice: make_adoption(practice, "ES51"),
        lambda practice: make_requirements(practice, cost=100, competences=["energy"]),
        lambda practice: Practice.objects.get(pk=practice.pk).delete(),
        lambda practice: archive(practice),  # noqa: PLW0108 - defined below
        lambda practice: make_practice(title="Another", slug="another"),
        lambda practice: rewrite(practice, region=region("ES51")),
        lambda practice: rewrite(practice, evidence_of_success="Much."),
        lambda practice: bulk(practice, start_year=1999, region=region("FR10")),
        lambda practice: region("ES51").save(),
    ],
)
def test_what_changes_is_what_is_read_anew(practice, change):
    other = make_practice(title="Second", slug="second", region=region("SI03"))
    make_adoption(other, "AT12", "partly")
    make_requirements(other, months=6)
    inputs.current()

    change(practice)

    assert same(inputs.current().holdings, inputs.everything().holdings)


def rewrite(practice, **values):
    for name, value in values.items():
        setattr(practice, name, value)
    practice.save()


def archive(practice):
    secretary = make_member(roles=["secretariat"])
    move(practice=practice, event=Event.ARCHIVE, actor=secretary, reason="Over.")


def bulk(practice, **values):
    Practice.objects.filter(pk=practice.pk).update(**values)
    search.index([practice])


def test_practices_are_read_one_by_one_and_nothing_else(practice, django_assert_num_queries):
    make_practice(title="Second", slug="second")
    inputs.current()

    with django_assert_num_queries(3):
        inputs.current()

    practice.save()
    with django_assert_num_queries(7):
        inputs.current()


def test_figures_that_are_revised_are_read_anew(practice):
    indicators = make_structure()
    before = inputs.current().atlas
    assert inputs.current().atlas is before

    indicators["tertiary"].revised_at = datetime(2026, 2, 1, tzinfo=UTC)
    indicators["tertiary"].save()

    assert inputs.current().atlas is not before


def test_a_change_that_becomes_visible_late_is_seen(practice):
    """Another process noted it earlier than others, and its transaction ended later."""
    inputs.current()
    Practice.objects.filter(pk=practice.pk).update(region=region("FR10"))
    before = timezone.now() - timedelta(minutes=5)
    Change.objects.create(practice_id=practice.pk, at=before)

    assert told(practice)["origin"] == "FR10"


def test_who_slept_longer_than_changes_are_kept_begins_anew(practice):
    inputs.current()
    Practice.objects.filter(pk=practice.pk).update(region=region("FR10"))
    inputs.store().looked -= actions.KEPT_FOR

    assert told(practice)["origin"] == "FR10"


def test_changes_are_forgotten_after_a_day(practice):
    count = Change.objects.count()
    Change.objects.create(practice_id=1, at=timezone.now() - timedelta(days=2))

    assert actions.forget_changes() == 1
    assert Change.objects.count() == count
