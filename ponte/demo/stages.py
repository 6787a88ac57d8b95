"""The made-up programme of the demonstration: its instruments, and a project at each stage."""

import tomllib
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from ponte.community.models import Organisation
from ponte.demo.journeys import person
from ponte.demo.records import DATA, SOURCE, find_regions, find_topics
from ponte.instruments.models import PolicyInstrument
from ponte.practices.models import Practice
from ponte.practices.slugs import make_slug
from ponte.projects import budgets
from ponte.projects.models import (
    Programme,
    Project,
    ProjectIndicator,
    ProjectMember,
    ProjectPartner,
    SpendingStep,
)

PROGRAMME = "bridges-between-regions-demonstration"
# What all practices of a made-up project have in common.
ALIKE: dict[str, Any] = {
    "institution_name": "An office of the region (demonstration)",
    "scope": "regional",
    "keywords": ["made up", "demonstration", "small towns"],
    "detailed_information": (
        "This practice is made up for the demonstration. Everything that can be said of it is in "
        "its first sentence and in its figures, which are made up too."
    ),
    "resources_needed": "Made up: half a post and a room.",
    "start_year": 2022,
    "ongoing": True,
    "potential_for_learning_or_transfer": "Made up: others need the same problem and one person.",
    "public_intervention": True,
    "from_project": True,
}


@transaction.atomic
def load_stages() -> tuple[int, int]:
    """Begin the projects that were not begun yet; return how many there are, how many began.

    What happened since stays as it is.
    """
    data = read_stages()
    instruments = {row["slug"]: make_instrument(row) for row in data["instrument"]}
    known = set(Project.objects.filter(source=SOURCE).values_list("external_id", flat=True))
    new = [row for row in data["project"] if row["slug"] not in known]
    for row in new:
        tell(row, instruments)
    return len(data["project"]), len(new)


def read_stages() -> dict[str, list[dict]]:
    return tomllib.loads((DATA / "stages.toml").read_text())


def make_instrument(row) -> PolicyInstrument:
    found = PolicyInstrument.objects.filter(slug=row["slug"]).first()
    if found:
        return found
    authority = Organisation.objects.get(slug=row.pop("authority"))
    territory = find_regions([row.pop("territory")])[0]
    return PolicyInstrument.objects.create(
        responsible_authority=authority, territory=territory, is_demonstration=True, **row
    )


def tell(row, instruments) -> None:
    topics, people, partners = row.pop("topics"), row.pop("people"), row.pop("partners")
    practices, spending = row.pop("practices", []), row.pop("spending", [])
    indicators = row.pop("indicators", [])
    project = Project(
        source=SOURCE,
        external_id=row["slug"],
        programme=Programme.objects.get(slug=PROGRAMME),
        fund="erdf",
        partner_count=len(partners),
        is_demonstration=True,
        **row,
    )
    project.full_clean()
    project.save()
    project.topics.set(find_topics(topics))
    for name, role in people.items():
        ProjectMember.objects.create(project=project, member=person(name), role=role)
    for position, partner in enumerate(partners, start=1):
        add_partner(project, position, known_instruments=instruments, **partner)
    saved = ProjectPartner.objects.filter(project=project)
    project.regions.set(partner.region for partner in saved.select_related("region"))
    if any("budget" in partner for partner in partners):
        budgets.keep_by_partner(project=project, by=person("lead-partner"))
    SpendingStep.objects.bulk_create(
        SpendingStep(project=project, semester=semester, amount=Decimal(amount))
        for semester, amount in enumerate(spending, start=1)
    )
    ProjectIndicator.objects.bulk_create(
        ProjectIndicator(project=project, position=position, **indicator)
        for position, indicator in enumerate(indicators, start=1)
    )
    for practice in practices:
        publish(project, topics, practice)


def add_partner(
    project, position, *, known_instruments, organisation, budget=None, instruments=()
) -> None:
    """The first is the lead partner."""
    body = Organisation.objects.select_related("region").get(slug=organisation)
    partner = ProjectPartner.objects.create(
        project=project,
        position=position,
        name=body.name_en,
        organisation=body,
        region=body.region,
        legal_status=body.legal_status,
        role="lead" if position == 1 else "partner",
    )
    partner.instruments.set(known_instruments[slug] for slug in instruments)
    if budget:
        amounts = {category: Decimal(amount) for category, amount in budget.items()}
        budgets.set_budget(partner=partner, amounts=amounts, by=person("lead-partner"))


def publish(project, topics, row) -> None:
    """A practice of the project that was validated long ago."""
    region = find_regions([row.pop("region")])[0]
    practice = Practice(
        source=SOURCE,
        slug=make_slug(title=row["title"]),
        author=person(row.pop("author")),
        project=project,
        region=region,
        institution_region=region,
        institution_city=row["city"],
        state=Practice.State.VALIDATED,
        published_at=timezone.now(),
        **{**ALIKE, **row},
    )
    practice.full_clean()
    practice.save()
    practice.topics.set(find_topics(topics))


def remove_instruments() -> None:
    """Delete what nobody plans for or claims any more."""
    PolicyInstrument.objects.filter(is_demonstration=True, plans=None, claims=None).delete()
