import pytest

from ponte.practices.slugs import make_slug
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Early warning for firms", "early-warning-for-firms"),
        ("Łódź: Őrség & Ħamrun", "lodz-orseg-hamrun"),
        ("Στήριξη", "stirixi"),
        ("Подкрепа", "podkrepa"),
        ("!!!", "practice"),
        ("x" * 300, "x" * 100),
    ],
)
def test_slugs_are_in_latin_letters(title, slug):
    made = make_slug(title=title)

    assert made == slug


def test_slugs_avoid_those_in_use_and_those_that_were():
    make_practice(title="Help", slug="help")
    moved = make_practice(title="Help", slug="help-2")
    moved.slug = "elsewhere"
    moved.save()

    made = make_slug(title="Help")

    assert made == "help-3"


def test_a_practice_may_keep_its_own_slug():
    practice = make_practice(title="Help", slug="help")

    made = make_slug(title="Help", practice=practice)

    assert made == "help"
