"""Where a region stands: figures in words."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from ponte.regions.models import Indicator
from ponte.regions.standing import flag_text, number
from ponte.regions.standing.spread import Place
from ponte.regions.standing.wording import finding, place_text, rounded

GDP = Indicator(code="gdp", name="GDP per head", decimals=0)
SHARE = Indicator(code="share", name="Share", decimals=1)


def test_a_figure_is_rounded_to_the_decimals_of_its_indicator():
    assert number(27345.5, GDP) == "27,346"
    assert number(2.25, SHARE) == "2.3"
    assert number(7, SHARE) == "7.0"


def test_a_figure_is_written_as_the_language_does():
    with override("de"):
        assert number(27345.54, SHARE) == "27.345,5"


def test_nothing_measured_is_not_zero():
    assert number(None, SHARE) == "no figure"
    assert number(0.0, SHARE) == "0.0"


def test_a_value_just_below_zero_is_no_negative_zero():
    assert number(-0.01, SHARE) == "0.0"


def test_flags_are_said_in_words():
    assert flag_text("") == ""
    assert flag_text("b") == "break in time series"
    assert flag_text("be") == "break in time series, estimated"


def test_an_unknown_flag_stands_as_it_is():
    assert flag_text("bx") == "break in time series, x"


def test_templates_write_figures_and_flags():
    template = Template("{% load figures %}{{ value|figure:indicator }} {{ flag|flag }}")

    text = template.render(Context({"value": 1.25, "indicator": SHARE, "flag": "u<"}))

    assert text == '1.3 <abbr title="low reliability, &lt;">u&lt;</abbr>'


def test_templates_write_nothing_without_a_flag():
    assert Template("{% load figures %}[{{ ''|flag }}]").render(Context({})) == "[]"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(0, 1, 0), "the only region with a figure"),
        (Place(0, 3, 0), "the same in all 3 regions"),
        (Place(43, 1, 56), "higher than 43 % of 100 regions"),
        (Place(299, 1, 0), "highest of 300 regions"),
        (Place(298, 1, 1), "higher than 99 % of 300 regions"),
        (Place(1, 1, 298), "higher than 1 % of 300 regions"),
        (Place(0, 1, 299), "lowest of 300 regions"),
        (Place(0, 2, 298), "lowest of 300 regions, with 1 other"),
        (Place(200, 100, 0), "highest of 300 regions, with 99 others"),
    ],
)
def test_places_in_words(place, words):
    assert place_text(place) == words


@pytest.mark.parametrize(
    ("direction", "before", "after", "words"),
    [
        ("higher", -1, 0, "caught up with similar regions"),
        ("higher", 0, -1, "fallen behind similar regions"),
        ("higher", -2, -1, "catching up with similar regions"),
        ("higher", -1, -2, "falling further behind similar regions"),
        ("higher", 1, 2, "moving ahead of similar regions"),
        ("higher", 2, 1, "its lead over similar regions shrinks"),
        ("lower", 1, -1, "caught up with similar regions"),
        ("lower", -1, 1, "fallen behind similar regions"),
        ("lower", -1, -2, "moving ahead of similar regions"),
        ("neither", -1, 1, "higher than before against similar regions"),
        ("neither", 1, -1, "lower than before against similar regions"),
    ],
)
def test_findings_judge_only_where_one_direction_is_better(direction, before, after, words):
    indicator = Indicator(name="Jobs", direction=direction)

    assert finding(indicator, before, after) == f"Jobs: {words}"


def test_large_numbers_are_short_in_headings():
    assert rounded(292_675.0, GDP) == "292,675"
    assert rounded(7_488_718.0, GDP) == "7.5M"
    with override("de"):
        assert rounded(7_488_718.0, GDP) == "7,5\xa0Mio."
