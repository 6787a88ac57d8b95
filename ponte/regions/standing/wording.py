"""Figures and their flags as readers see them."""

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FLAGS = {
    "b": gettext_lazy("break in time series"),
    "c": gettext_lazy("confidential"),
    "d": gettext_lazy("definition differs"),
    "e": gettext_lazy("estimated"),
    "f": gettext_lazy("forecast"),
    "n": gettext_lazy("not significant"),
    "p": gettext_lazy("provisional"),
    "r": gettext_lazy("revised"),
    "s": gettext_lazy("estimated by Eurostat"),
    "u": gettext_lazy("low reliability"),
}


def number(value, indicator):
    """`value` with the decimals of `indicator` as the reader's language writes it, no unit.

    None, which is no figure and never nothing, gives the words that say so.
    """
    return _("no figure") if value is None else floatformat(value, indicator.decimals)


def flag_text(flag):
    """What the letters of a flag mean: "be" gives "break in time series, estimated".

    Unknown letters stand as they are; no flag gives no text.
    """
    return ", ".join(str(FLAGS.get(letter, letter)) for letter in flag)
