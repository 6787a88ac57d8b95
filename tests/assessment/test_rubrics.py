"""Rubrics: what ships, how they come in, and that a used one stays as it is."""

from dataclasses import replace
from decimal import Decimal

import pytest

from ponte.assessment import shipped, specification
from ponte.assessment.actions import begin, install, specification_of
from ponte.assessment.apps import install_if_missing
from ponte.assessment.models import Rubric, RubricIsFrozen
from ponte.community.models import Member
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


def use(rubric):
    assessor = Member.objects.create_user("ana@example.org")
    return begin(practice=make_practice(), assessor=assessor, rubric=rubric, region=None)


def test_five_rubrics_ship():
    assert [(each.slug, each.version, each.criteria.count()) for each in Rubric.objects.all()] == [
        ("oecd", 1, 5),
        ("opsi", 1, 5),
        ("public-health", 1, 10),
        ("smarty", 1, 4),
        ("urbact", 1, 4),
    ]


@pytest.mark.parametrize("spec", shipped.RUBRICS, ids=lambda spec: spec.slug)
def test_a_shipped_rubric_is_kept_as_it_is_written(spec):
    specification.check(spec)

    assert specification_of(Rubric.objects.named(spec.slug)) == spec


def test_smarty_weighs_four_criteria_alike_two_of_them_about_the_region():
    criteria = Rubric.objects.named("smarty").criteria.all()

    assert [(each.slug, each.about, each.weight) for each in criteria] == [
        ("impact", "practice", 1),
        ("track-record", "practice", 1),
        ("transferability", "pair", 1),
        ("relevance", "pair", 1),
    ]


def test_without_a_region_only_the_practice_is_judged():
    rubric = Rubric.objects.named("smarty")

    assert [each.slug for each in rubric.criteria_for(None)] == ["impact", "track-record"]


def test_installing_the_same_again_changes_nothing():
    before = Rubric.objects.named("oecd").pk

    assert install(shipped.OECD).pk == before


def test_a_rubric_nobody_used_is_rewritten():
    changed = install(replace(shipped.OECD, description="Other words."))

    assert (changed.version, changed.description) == (1, "Other words.")
    assert Rubric.objects.filter(slug="oecd").count() == 1


def test_a_change_of_a_used_rubric_makes_a_new_version():
    former = Rubric.objects.named("oecd")
    assessment = use(former)

    changed = install(replace(shipped.OECD, description="Other words."))

    assert (changed.version, changed.criteria.count()) == (2, 5)
    assert Rubric.objects.named("oecd") == changed
    assert assessment.rubric == former
    assert specification_of(former) == shipped.OECD


def test_a_used_rubric_is_frozen_with_its_criteria_and_anchors():
    rubric = Rubric.objects.named("smarty")
    use(rubric)
    criterion = rubric.criteria.first()
    anchor = criterion.anchors.first()

    for frozen in (rubric, criterion, anchor):
        with pytest.raises(RubricIsFrozen):
            frozen.save()
        with pytest.raises(RubricIsFrozen):
            frozen.delete()


def test_setting_up_again_keeps_a_programmes_own_wording():
    own = install(replace(shipped.OPSI, description="Our words."))
    Rubric.objects.named("urbact").delete()

    install_if_missing(using="default")

    assert Rubric.objects.named("opsi") == own
    assert specification_of(Rubric.objects.named("urbact")) == shipped.URBACT


TEXT = """
slug = "ours"
name = "Ours"
threshold = 2.5
highest = 4

[[criterion]]
slug = "clear"
name = "Clear"
weight = 2
[criterion.anchors]
4 = "Anybody understands it."
0 = "Nobody does."

[[criterion]]
slug = "legal"
name = "Legal"
kind = "gate"
"""


def test_a_programme_writes_its_own_rubric():
    rubric = install(specification.parse(TEXT))

    assert (rubric.slug, rubric.version, rubric.threshold) == ("ours", 1, Decimal("2.5"))
    clear, legal = rubric.criteria.all()
    assert (clear.weight, list(clear.values), list(legal.values)) == (2, [0, 1, 2, 3, 4], [0, 1])
    assert [(each.value, each.text) for each in clear.anchors.all()] == [
        (0, "Nobody does."),
        (4, "Anybody understands it."),
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('slug = "ours"', "slug = ", "Invalid value (at line 2, column 8)"),
        ('name = "Ours"', "", "A part is missing or unknown"),
        ('kind = "gate"', 'kind = "door"', "legal: A criterion is scored, or must be met."),
        ("highest = 4", "highest = 0", "The highest score lies above the lowest."),
        ("highest = 4", "highest = 3", "clear: Scores of this criterion lie between 0 and 3."),
        ('slug = "legal"', 'slug = "clear"', "clear: Another criterion is called like this."),
        ("[[criterion]]", "[[nothing]]", "A part is missing or unknown"),
        (
            "[[criterion]]",
            '[[criterion]]\nabout = "pair"',
            "At least one criterion is about the practice",
        ),
        ("weight = 2", "weight = -2", "clear: A weight lies between 0 and 100."),
        ("weight = 2", "weight = 0", "At least one scored criterion needs a weight."),
        ('kind = "gate"', 'colour = "red"', "A part is missing or unknown"),
    ],
)
def test_a_rubric_that_cannot_be_read_says_why(old, new, told):
    with pytest.raises(specification.RubricUnreadable) as refused:
        specification.parse(TEXT.replace(old, new))

    assert str(refused.value).startswith(told)
