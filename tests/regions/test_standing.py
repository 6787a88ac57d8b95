"""Where a region stands: figures in words."""

from django.template import Context, Template
from django.utils.translation import override

from ponte.regions.models import Indicator
from ponte.regions.standing import flag_text, number

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
