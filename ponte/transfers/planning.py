"""The draft of a plan, filled in from what the assessment says."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ponte.transfers.comparison import Comparison, Row, compare
from ponte.transfers.models import Plan, Transfer

COMMENT = 600


def fill_in(transfer: Transfer) -> Plan:
    """The plan of `transfer`; where there is none yet, a draft in the present language."""
    found = Plan.objects.filter(transfer=transfer).first()
    if found is not None:
        return found
    plan = Plan(transfer=transfer, **parts(transfer, compare(transfer)))
    for name, limit in Plan.limits().items():
        setattr(plan, name, Truncator(getattr(plan, name)).chars(limit))
    plan.full_clean(exclude=["transfer"])
    plan.save()
    return plan


def parts(transfer: Transfer, comparison: Comparison) -> dict[str, str]:
    return {
        "background": background(transfer),
        "activities": activities(transfer, comparison),
        "players": players(transfer),
        "timeframe": timeframe(transfer),
        "costs": costs(transfer),
        "funding": "",
        "risks": "\n\n".join(risk(row) for row in comparison.against),
    }


def background(transfer: Transfer) -> str:
    practice = transfer.practice
    origin = _("It follows the good practice “%(title)s”.") % {"title": practice.title}
    if practice.region:
        told = _("It follows the good practice “%(title)s” of %(region)s.")
        origin = told % {"title": practice.title, "region": practice.region.label}
    instrument = transfer.instrument and _("Policy instrument: %(instrument)s") % {
        "instrument": transfer.instrument
    }
    expected = _("Assessed together as: %(verdict)s.") % {
        "verdict": transfer.get_expected_verdict_display()
    }
    return joined(origin, practice.short_summary, transfer.aim, instrument, expected)


def activities(transfer: Transfer, comparison: Comparison) -> str:
    """What is done in another way, then each mitigation as an action."""
    steps = [
        f"{row.component.label}: {row.mitigation.text}"
        for row in comparison.against
        if row.mitigation
    ]
    return joined(transfer.adaptation, listed(steps))


def players(transfer: Transfer) -> str:
    practice = transfer.practice
    lines = []
    if transfer.organisation:
        lines.append(_("%(name)s: in charge") % {"name": transfer.organisation})
    if practice.institution_name:
        lines.append(
            _("%(name)s: runs the practice, advises") % {"name": practice.institution_name}
        )
    return listed(lines)


def timeframe(transfer: Transfer) -> str:
    lines = []
    if transfer.begins_on:
        lines.append(_("Begins on %(day)s.") % {"day": in_words(transfer.begins_on)})
    if transfer.ends_on:
        lines.append(_("To be done by %(day)s.") % {"day": in_words(transfer.ends_on)})
    if transfer.practice.timescale:
        lines.append(
            _("Where it comes from: %(timescale)s.") % {"timescale": transfer.practice.timescale}
        )
    return "\n".join(lines)


def costs(transfer: Transfer) -> str:
    needed = transfer.practice.resources_needed
    return (
        _("Where it comes from it takes: %(resources)s") % {"resources": needed} if needed else ""
    )


def risk(row: Row) -> str:
    """A constraint: how strong, what assessors say of it, what is done about it."""
    against = [answer for answer in row.given if answer.is_against]
    worst = min(against, key=lambda answer: (answer.support, -answer.importance))
    head = _("%(component)s: %(support)s, importance %(importance)s.") % {
        "component": row.component.label,
        "support": worst.get_support_display(),
        "importance": worst.get_importance_display(),
    }
    said = " ".join(answer.comment for answer in against if answer.comment)
    mitigation = _("Mitigation: %(text)s") % {"text": row.mitigation} if row.mitigation else ""
    return joined(head, Truncator(said).chars(COMMENT), mitigation, by="\n")


def joined(*texts: str | None, by: str = "\n\n") -> str:
    return by.join(text for text in texts if text)


def listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def in_words(day) -> str:
    return date_format(day, "DATE_FORMAT")
