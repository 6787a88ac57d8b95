"""Loading the demonstration and taking it away again."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from ponte.demo.accounts import make_accounts, remove_accounts
from ponte.demo.articles import remove_articles
from ponte.demo.claims import remove_claims
from ponte.demo.events import remove_events
from ponte.demo.fits import load_fits, remove_fits
from ponte.demo.journeys import load_journeys
from ponte.demo.models import Load
from ponte.demo.newsletters import remove_newsletters
from ponte.demo.plans import remove_plans
from ponte.demo.records import SOURCE, assign, assign_related, find_regions, find_topics, read
from ponte.demo.stages import remove_instruments
from ponte.impact import indicators
from ponte.practices.models import Practice
from ponte.practices.slugs import make_slug
from ponte.projects.models import CofinancingRate, Programme, Project, ProjectPartner
from ponte.regions.actions import compute_similarity
from ponte.regions.figures.shipped import load_shipped
from ponte.regions.models import Indicator, SimilarRegion


@dataclass
class Loaded:
    """What a load did. `password_file` is set when accounts were made just now."""

    practices: int = 0
    projects: int = 0
    accounts: int = 0
    changed: int = 0
    password_file: Path | None = None


@dataclass
class Removed:
    """What a removal did. `kept` maps a project that stays to the practices that need it."""

    practices: int = 0
    projects: int = 0
    accounts: int = 0
    kept: dict[Project, int] = field(default_factory=dict)


def is_loaded() -> bool:
    """Whether the demonstration was ever loaded here, even if it was removed later."""
    return Load.objects.exists()


@transaction.atomic
def load_demonstration() -> Loaded:
    """Put the demonstration into the database, as data/ has it now.

    Loading again changes only what differs. Raises UnknownCode.
    """
    loaded = Loaded()
    for row in read("programme"):
        loaded.changed += load_programme(row)
    projects = {}
    for row in read("project"):
        project, changed = load_project(row)
        projects[project.external_id] = project
        loaded.projects += 1
        loaded.changed += changed
    # The last one loaded is the newest: the file's first record leads the lists.
    for row in reversed(read("practice")):
        loaded.practices += 1
        loaded.changed += load_practice(row, projects)
    made = make_accounts()
    loaded.accounts, loaded.password_file = made.members, made.password_file
    loaded.changed += made.changed
    if not Load.objects.filter(removed_at=None).exists():
        Load.objects.create()
    journeys, begun = load_journeys()
    loaded.practices += journeys
    loaded.changed += begun + load_fits()
    return loaded


def lacks_figures() -> bool:
    """Whether a demonstration that is here was loaded before figures came with it."""
    return Load.objects.filter(removed_at=None).exists() and not Indicator.objects.exists()


def load_figures() -> int:
    """Load the figures that come with Ponte; return how many were written.

    Which regions are alike is computed anew if a figure was written or nothing is stored.
    """
    written = load_shipped().written
    if written or not SimilarRegion.objects.exists():
        compute_similarity()
    return written


def load_programme(row) -> bool:
    """Create or refresh one programme with its rates; tell whether anything changed."""
    rates = {status: Decimal(rate) for status, rate in row.pop("rates").items()}
    programme = Programme.objects.filter(slug=row["slug"]).first() or Programme()
    if "office_rate" in row:
        row["office_rate"] = Decimal(row["office_rate"])
    changed = assign(programme, row)
    present = {each.legal_status: each.rate for each in programme.rates.all()}
    if present != rates:
        programme.rates.all().delete()
        for status, rate in rates.items():
            CofinancingRate.objects.create(programme=programme, legal_status=status, rate=rate)
        changed = True
    return changed


def load_project(row) -> tuple[Project, bool]:
    partners = row.pop("partners")
    topics, regions = find_topics(row.pop("topics")), find_regions(row.pop("regions"))
    row["total_budget"] = Decimal(row["total_budget"])
    row["programme"] = Programme.objects.get(slug=row["programme"])
    project = Project.objects.filter(source=SOURCE, external_id=row["external_id"]).first()
    project = project or Project(source=SOURCE, slug=row["external_id"])
    changed = assign(project, row)
    changed |= assign_related(project.topics, topics)
    changed |= assign_related(project.regions, regions)
    for position, partner in enumerate(partners, start=1):
        present = project.partners.filter(position=position).first()
        present = present or ProjectPartner(project=project, position=position)
        partner["region"] = find_regions([partner["region"]])[0]
        changed |= assign(present, partner)
    return project, changed


def load_practice(row, projects) -> bool:
    """Create or refresh one practice; tell whether anything changed."""
    topics = find_topics(row.pop("topics"))
    for name in ("region", "institution_region"):
        if name in row:
            row[name] = find_regions([row[name]])[0]
    if "project" in row:
        row["project"] = projects[row["project"]]
    practice = Practice.objects.filter(source=SOURCE, external_id=row["external_id"]).first()
    if practice is None:
        slug = make_slug(title=row["title"])
        practice = Practice(
            source=SOURCE,
            slug=slug,
            state=Practice.State.VALIDATED,
            published_at=timezone.now(),
        )
    changed = assign(practice, row)
    return assign_related(practice.topics, topics) or changed


@transaction.atomic
def remove_demonstration(*, at: datetime | None = None) -> Removed:
    """Delete what the demonstration brought: records, accounts and password file.

    What people made stays, and so do the figures about regions, which are as true without
    it. A project of the demonstration to which people tied records stays too.
    """
    removed = Removed()
    remove_claims()
    remove_events()
    # On what somebody claims an improvement comes from, that claim rests.
    practices = Practice.objects.filter(
        source=SOURCE, impact_sources=None, transfers__impact_sources=None
    )
    removed.practices = practices.count()
    practices.delete()
    remove_articles()
    remove_fits()
    remove_newsletters()
    remove_plans()
    for project in Project.objects.filter(source=SOURCE):
        own = (project.practices, project.plans, project.claims, project.events)
        count = sum(records.count() for records in own)
        if count:
            removed.kept[project] = count
        else:
            project.delete()
            removed.projects += 1
    remove_instruments()
    slugs = [row["slug"] for row in read("programme")]
    Programme.objects.filter(slug__in=slugs, projects=None).delete()
    indicators.count()
    removed.accounts = remove_accounts()
    Load.objects.filter(removed_at=None).update(removed_at=at or timezone.now())
    return removed
