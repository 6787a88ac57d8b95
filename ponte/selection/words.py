"""What the figures of a selection say, in sentences."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ponte.assessment.models import Criterion
from ponte.selection.agreement import Agreement
from ponte.selection.ranking import USUAL_SHIFT, Change, Move
from ponte.selection.results import Results


class Sensitivity(NamedTuple):
    """The headline, and what would change first by which shift of a weight."""

    headline: str
    sentences: list[tuple[str, list[str]]]


def percent(share: Fraction) -> str:
    """ "12.5": exact up to one decimal, else rounded to one."""
    value = share * 100
    return number_format(round(float(value), 1), 0 if value.denominator == 1 else 1)


def sensitivity(results: Results) -> Sensitivity:
    """What moving one weight at a time does to ranks and shortlist."""
    most = percent(USUAL_SHIFT)
    if not results.changes:
        told = _(
            "Firm: no rank and no place on the shortlist changes if any one weight moves by up "
            "to %(most)s %%."
        )
        return Sensitivity(told % {"most": most}, [])
    criteria = {each.pk: each for each in results.criteria}
    titles = {row.practice.pk: row.practice.title for row in results.rows}
    told = _("Not firm: a weight that moves by less than %(most)s %% can change the outcome.")
    if all(each.shift == USUAL_SHIFT for each in results.changes):
        told = _("Nearly firm: only at %(most)s %% does a change of one weight show.")
    return Sensitivity(
        told % {"most": most},
        [
            (condition(each, criteria[each.criterion]), [effect(m, titles) for m in each.moves])
            for each in results.changes
        ],
    )


def condition(change: Change, criterion: Criterion) -> str:
    """Which shift of which weight it takes."""
    if not change.shift:
        told = (
            _("As soon as the weight of “%(criterion)s” rises at all:")
            if change.rises
            else _("As soon as the weight of “%(criterion)s” falls at all:")
        )
    elif change.rises:
        told = (
            _("If the weight of “%(criterion)s” rises by more than %(percent)s %%:")
            if change.beyond
            else _("If the weight of “%(criterion)s” rises by %(percent)s %%:")
        )
    else:
        told = (
            _("If the weight of “%(criterion)s” falls by more than %(percent)s %%:")
            if change.beyond
            else _("If the weight of “%(criterion)s” falls by %(percent)s %%:")
        )
    return told % {"criterion": criterion.label, "percent": percent(change.shift)}


def effect(move: Move, titles: Mapping) -> str:
    """What happens to one practice."""
    words = {
        "title": titles[move.practice],
        "before": move.before.rank,
        "after": move.after.rank,
    }
    parts = []
    if move.before.rank != move.after.rank:
        parts.append(_("“%(title)s” goes from rank %(before)s to rank %(after)s") % words)
    if move.after.is_shortlisted and not move.before.is_shortlisted:
        parts.append(_("“%(title)s” comes onto the shortlist") % words)
    elif move.before.is_shortlisted and not move.after.is_shortlisted:
        parts.append(_("“%(title)s” drops off the shortlist") % words)
    return "; ".join(parts)


AGREED = {
    Agreement.RELIABLE: lambda: _("regions agree: scores can be relied on"),
    Agreement.TENTATIVE: lambda: _("regions agree in the main: only tentative conclusions"),
    Agreement.LOW: lambda: _("regions disagree: talk before you decide"),
}


def agreed(meaning: Agreement | None) -> str:
    if meaning is None:
        return _("too few scores, or all the same: nothing to tell")
    return AGREED[meaning]()


def rule_of(results: Results) -> str:
    """The rule of the shortlist for the criteria in use."""
    rule = results.rule
    parts = [_("at least %(regions)d regions have assessed it") % {"regions": rule.regions}]
    if rule.threshold is not None:
        told = _("the mean of their scores is %(threshold)s or more")
        parts.append(told % {"threshold": number_format(float(rule.threshold), 1)})
    if rule.floor is not None:
        parts.append(_("no single score is below %(floor)d") % {"floor": rule.floor})
    return _("On the shortlist: %(parts)s.") % {"parts": ", ".join(parts)}
