"""Figures and their flags as readers see them."""

from babel import Locale
from babel.numbers import format_compact_decimal
from django.template.defaultfilters import floatformat
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from ponte.regions.models import Indicator

MILLION = 1_000_000

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


def place_text(place):
    """Where a figure stands: "higher than 43 % of 276 regions"; `place` is a spread's Place."""
    everyone = place.lower + place.equal + place.higher
    if everyone == 1:
        return _("the only region with a figure")
    if place.equal == everyone:
        return _("the same in all %(n)s regions") % {"n": everyone}
    if not place.higher:
        return _end(_("highest of %(n)s regions"), place, everyone)
    if not place.lower:
        return _end(_("lowest of %(n)s regions"), place, everyone)
    return _("higher than %(percent)s %% of %(n)s regions") % {
        "percent": min(max(round(100 * place.lower / everyone), 1), 99),
        "n": everyone,
    }


def _end(words, place, everyone):
    others = place.equal - 1
    alike = ngettext("with %(n)s other", "with %(n)s others", others) % {"n": others}
    return words % {"n": everyone} + (f", {alike}" if others else "")


def finding(indicator, before, after):
    """What became of a region against its peers, judged only where one direction is better.

    `before` and `after` tell how far it was above them.
    """
    if indicator.direction == Indicator.Direction.NEITHER:
        words = (
            _("%(indicator)s: higher than before against similar regions")
            if after > before
            else _("%(indicator)s: lower than before against similar regions")
        )
        return words % {"indicator": indicator.name}
    if indicator.direction == Indicator.Direction.LOWER:
        before, after = -before, -after
    if before < 0 <= after:
        words = _("%(indicator)s: caught up with similar regions")
    elif after < 0 <= before:
        words = _("%(indicator)s: fallen behind similar regions")
    elif after < 0 and after > before:
        words = _("%(indicator)s: catching up with similar regions")
    elif after < 0:
        words = _("%(indicator)s: falling further behind similar regions")
    elif after > before:
        words = _("%(indicator)s: moving ahead of similar regions")
    else:
        words = _("%(indicator)s: its lead over similar regions shrinks")
    return words % {"indicator": indicator.name}


def rounded(value, indicator):
    """A number for a heading: "7.7M" from a million on, else as `number` writes it."""
    if abs(value) < MILLION:
        return number(value, indicator)
    locale = Locale.parse(get_language() or "en", sep="-")
    return format_compact_decimal(value, locale=locale, fraction_digits=1)
