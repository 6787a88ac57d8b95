"""Regions as places of arrays."""

import numpy as np
import pytest

from ponte.matching import atlas as atlases
from ponte.regions.models import IndicatorValue, Region
from ponte.regions.rules import likeness
from tests.factories.likeness import DIFFERING, LOW, make_structure


def place_of(atlas, code):
    return atlas.places[Region.objects.get(code=code).pk]


@pytest.fixture
def atlas(db):
    make_structure()
    return atlases.load()


def test_atlas_has_every_region_of_level_2_and_those_around_it(atlas):
    leaves = Region.objects.places().of_level(2)

    assert atlas.codes[: atlas.size] == sorted(leaves.values_list("code", flat=True))
    assert atlas.codes[place_of(atlas, "AT")] == "AT"
    assert [atlas.codes[place] for place in atlas.at_home(place_of(atlas, "AT11"))] == [
        "AT11",
        "AT",
        "AT1",
    ]


def test_a_region_of_level_3_is_at_the_place_of_that_around_it(atlas):
    assert place_of(atlas, "AT111") == place_of(atlas, "AT11")
    # Its code does not begin with that of the region it lies in.
    assert place_of(atlas, "UKN10") == place_of(atlas, "UKN0")


def test_likeness_is_that_of_the_regions_pages(atlas):
    span = atlas.likeness(place_of(atlas, "AT11"))

    distances = {"HU22": 1 / 20, "AT12": 1 / 4, "ES43": 1 / 2, "DE25": 1}
    for code, distance in distances.items():
        place = place_of(atlas, code)
        assert span.low[place] == pytest.approx(span.high[place])
        assert round(100 * span.high[place]) == likeness(distance)


def test_of_a_country_any_region_may_be_meant(atlas):
    span = atlas.likeness(place_of(atlas, "AT12"))

    # AT11 is known; of the others nothing is.
    assert (span.low[place_of(atlas, "AT")], span.high[place_of(atlas, "AT")]) == (0, 1)
    one_region = place_of(atlas, "MT")
    assert (span.low[one_region], span.high[one_region]) == (0, 1)


def test_likeness_is_the_same_from_both_sides(atlas):
    for code in ("HU22", "AT", "FR10"):
        place = place_of(atlas, code)
        back = atlas.likeness_to(place)
        for one in DIFFERING:
            there = atlas.likeness(place_of(atlas, one))
            assert back.low[place_of(atlas, one)] == pytest.approx(there.low[place])
            assert back.high[place_of(atlas, one)] == pytest.approx(there.high[place])


def test_nothing_is_known_of_a_place_that_is_not_told(atlas):
    span = atlas.likeness_to(-1)

    assert (span.low.max(), span.high.min()) == (0, 1)


def test_population_is_the_figure_of_the_region(atlas):
    population = atlas.population[place_of(atlas, "AT11")]

    assert population == LOW
    assert np.isnan(atlas.population[place_of(atlas, "FR10")])


def test_edition_changes_when_figures_are_revised(db):
    indicators = make_structure()
    before = atlases.edition()
    indicators["tertiary"].revised_at = None
    indicators["tertiary"].save()

    assert atlases.edition() != before


def test_atlas_works_without_any_figure(db):
    IndicatorValue.objects.all().delete()

    atlas = atlases.load()

    span = atlas.likeness(0)
    assert (span.low.max(), span.high.min()) == (0, 1)
