"""What happens to declarations and requirements."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ponte import activity
from ponte.matching.models import Change, Declaration, Requirements

KEPT_FOR = timedelta(days=1)


@transaction.atomic
def declare(
    *, region, by, priorities=(), challenge="", language="en", competences=None, source=""
) -> Declaration:
    """Say what `region` wants, faces and may do; nothing is noted where nothing changes."""
    rows = Declaration.objects.select_for_update().select_related("region")
    declaration = rows.filter(region=region).first() or Declaration(region=region)
    before = told_of_region(declaration)
    declaration.challenge, declaration.language = challenge, language
    declaration.competences, declaration.source = competences, source
    declaration.declared_by, declaration.declared_at = by, timezone.now()
    after = told_of_region(declaration, priorities)
    if declaration.pk and before == after:
        return declaration
    declaration.full_clean()
    declaration.save()
    declaration.priorities.set(priorities)
    note("declare", declaration, by, before, after)
    return declaration


def told_of_region(declaration, priorities=None) -> dict[str, str]:
    """What a declaration says, in words that the log can compare."""
    if priorities is None:
        priorities = declaration.priorities.all() if declaration.pk else ()
    return {
        "priorities": ", ".join(sorted(topic.code for topic in priorities)),
        "challenge": declaration.challenge,
        "language": declaration.language,
        "competences": told(declaration.competences),
    }


@transaction.atomic
def state_requirements(
    *,
    practice,
    by,
    competences=None,
    least_population=None,
    cost=None,
    months=None,
    source="",
) -> Requirements:
    """Say what `practice` requires; nothing is noted where nothing changes."""
    rows = Requirements.objects.select_for_update().select_related("practice")
    requirements = rows.filter(practice=practice).first() or Requirements(practice=practice)
    before = told_of_practice(requirements)
    requirements.competences, requirements.least_population = competences, least_population
    requirements.cost, requirements.months, requirements.source = cost, months, source
    requirements.stated_by, requirements.stated_at = by, timezone.now()
    after = told_of_practice(requirements)
    if requirements.pk and before == after:
        return requirements
    requirements.full_clean()
    requirements.save()
    note("state-requirements", requirements, by, before, after)
    return requirements


def told_of_practice(requirements) -> dict[str, str]:
    cost = requirements.cost
    return {
        "competences": told(requirements.competences),
        "least_population": told(requirements.least_population),
        "cost": "" if cost is None else f"{cost:.2f}",
        "months": told(requirements.months),
    }


def told(value) -> str:
    """A value as the log writes it; nothing where nothing was said."""
    if isinstance(value, list):
        return ", ".join(value) or "–"
    return "" if value is None else str(value)


def note(verb, about, by, before, after) -> None:
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    activity.record(actor=by, verb=verb, target=about, detail={"changes": changes})


def note_change(practices=()) -> None:
    """Let every process know that these practices (ids) have changed; without any: everything."""
    Change.objects.bulk_create([Change(practice_id=key) for key in practices or [None]])


def forget_changes() -> int:
    """Take away what every process has seen or is told otherwise; return how many."""
    return Change.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()[0]
