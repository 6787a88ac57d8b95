import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from ponte.practices.models import FormerSlug, Practice
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, ""),
        ({"start_year": 2019}, "from 2019"),
        ({"start_year": 2019, "start_month": 3}, "from March 2019"),
        ({"start_year": 2019, "start_month": 3, "ongoing": True}, "March 2019 – ongoing"),
        (
            {"start_year": 2019, "start_month": 3, "end_year": 2021, "end_month": 6},
            "March 2019 – June 2021",
        ),
        ({"start_year": 2019, "end_year": 2021}, "2019 – 2021"),
        ({"end_year": 2021}, "until 2021"),
        ({"ongoing": True}, "Ongoing"),
    ],
)
def test_timescale_is_told_with_the_precision_there_is(fields, text):
    practice = Practice(title="X", **fields)

    timescale = practice.timescale

    assert timescale == text


def test_timescale_speaks_the_readers_language():
    practice = Practice(title="X", start_year=2019, start_month=3, end_year=2021, end_month=6)

    with translation.override("de"):
        timescale = practice.timescale

    assert timescale == "März 2019 – Juni 2021"


def test_missing_fields_follow_the_template():
    practice = make_practice(
        short_summary="Something.",
        institution_name="ACCIÓ",
        region=Region.objects.get(code="ES51"),
        scope="regional",
        keywords=["firms"],
        detailed_information="Text.",
        start_year=2019,
        topics=[Topic.objects.get(slug="smart")],
    )

    missing = practice.missing_fields

    assert missing == [
        "Region of the main institution",
        "City of the main institution",
        "City",
        "Resources needed",
        "Evidence of success",
        "Challenges encountered",
        "Potential for learning or transfer",
        "Further information",
    ]


def test_a_national_practice_misses_no_city():
    practice = make_practice(scope="national")

    missing = practice.missing_fields

    assert "City" not in missing


def test_an_older_topic_counts_as_what_continues_it():
    older = Topic.objects.filter(period="2014-2020", maps_to__isnull=False).first()
    practice = make_practice(topics=[older])

    current = practice.current_topics

    assert {topic.pk for topic in current} == set(older.maps_to.values_list("pk", flat=True))
    assert practice.hub == current[0].hub


def test_sections_are_the_texts_that_are_there():
    practice = Practice(title="X", evidence_of_success="40 firms.", detailed_information="How.")

    sections = practice.sections

    assert [(section.name, section.text) for section in sections] == [
        ("what", "How."),
        ("evidence", "40 firms."),
    ]


def test_a_changed_slug_keeps_the_former_one():
    make_practice(slug="old")
    practice = Practice.objects.get(slug="old")

    practice.slug = "new"
    practice.save()

    assert list(practice.former_slugs.values_list("slug", flat=True)) == ["old"]


def test_a_slug_taken_back_is_no_former_one():
    practice = make_practice(slug="old")
    practice.slug = "new"
    practice.save()

    practice.slug = "old"
    practice.save()

    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["new"]


def test_the_former_slug_of_another_practice_is_refused():
    first = make_practice(slug="old")
    first.slug = "new"
    first.save()
    second = make_practice(title="Second")

    second.slug = "old"

    with pytest.raises(ValidationError) as refused:
        second.full_clean()
    assert refused.value.messages == ["This was the address of another practice."]


def test_keywords_are_a_list_of_words():
    practice = make_practice()

    practice.keywords = "firms"

    with pytest.raises(ValidationError) as refused:
        practice.full_clean()
    assert refused.value.messages == ["Keywords are a list of words."]


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"slug": ""},
        {"title": "x" * 101},
        {"short_summary": "x" * 161},
        {"scope": "world"},
        {"start_year": 2020, "start_month": 13},
        {"start_month": 3},
        {"start_year": 2021, "end_year": 2020},
        {"start_year": 2021, "start_month": 5, "end_year": 2021, "end_month": 4},
        {"end_year": 2021, "ongoing": True},
        {"latitude": 41},
        {"expert_opinion": "Good."},
        {"state": "validated", "published_at": None},
    ],
)
def test_the_database_refuses_what_can_not_be(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_practice(**{"slug": "x", **fields})


def test_limits_count_a_line_break_once_and_a_letter_once():
    practice = make_practice(evidence_of_success="é\r\n" * 250)

    practice.refresh_from_db()

    assert practice.evidence_of_success == "é\n" * 250
