"""Loading the demonstration and taking it away again."""

import os
import secrets
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from ponte.demo.models import Load
from ponte.practices.actions import make_slug
from ponte.practices.models import Practice
from ponte.projects.models import Project, ProjectPartner
from ponte.regions.actions import compute_similarity
from ponte.regions.figures.shipped import load_shipped
from ponte.regions.models import Indicator, Region, SimilarRegion
from ponte.topics.models import Topic

SOURCE = "demonstration"
ACCOUNT = "admin@demo.example"
DATA = Path(__file__).parent / "data"


class UnknownCode(Exception):
    """The demonstration names a region or a topic that is not loaded."""


@dataclass
class Loaded:
    """What a load did. `password_file` is set when the account was made just now."""

    practices: int = 0
    projects: int = 0
    changed: int = 0
    password_file: Path | None = None


@dataclass
class Removed:
    """What a removal did. `kept` maps a project that stays to the practices that need it."""

    practices: int = 0
    projects: int = 0
    kept: dict[Project, int] = field(default_factory=dict)


def read(name: str) -> list[dict[str, Any]]:
    """The records of `data/<name>s.toml`, as written there."""
    with (DATA / f"{name}s.toml").open("rb") as file:
        return [
            {key: clean(value) for key, value in row.items()} for row in tomllib.load(file)[name]
        ]


def clean(value):
    return value.strip() if isinstance(value, str) else value


def is_loaded() -> bool:
    """Whether the demonstration was ever loaded here, even if it was removed later."""
    return Load.objects.exists()


@transaction.atomic
def load_demonstration() -> Loaded:
    """Put the demonstration into the database, as data/ has it now.

    Loading again changes only what differs. Raises UnknownCode.
    """
    loaded = Loaded()
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
    loaded.password_file = make_account()
    if not Load.objects.filter(removed_at=None).exists():
        Load.objects.create()
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


def load_project(row) -> tuple[Project, bool]:
    partners = row.pop("partners")
    topics, regions = find_topics(row.pop("topics")), find_regions(row.pop("regions"))
    row["total_budget"] = Decimal(row["total_budget"])
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
    row["state"] = Practice.State.VALIDATED
    practice = Practice.objects.filter(source=SOURCE, external_id=row["external_id"]).first()
    if practice is None:
        slug = make_slug(title=row["title"])
        practice = Practice(source=SOURCE, slug=slug, published_at=timezone.now())
    changed = assign(practice, row)
    return assign_related(practice.topics, topics) or changed


def assign(record, values) -> bool:
    """Give `record` the `values` and save it, unless it has them; tell whether it was saved."""
    new = {name: value for name, value in values.items() if getattr(record, name) != value}
    if record.pk and not new:
        return False
    for name, value in new.items():
        setattr(record, name, value)
    record.full_clean()
    record.save()
    return True


def assign_related(manager, wanted) -> bool:
    if set(manager.all()) == set(wanted):
        return False
    manager.set(wanted)
    return True


def find_topics(codes) -> list[Topic]:
    found = {topic.code: topic for topic in Topic.objects.filter(code__in=codes)}
    return in_order(codes, found, "topics")


def find_regions(codes) -> list[Region]:
    """The regions of `codes`, each in the newest classification that has it."""
    rows = Region.objects.filter(code__in=codes).order_by("nuts_version")
    return in_order(codes, {region.code: region for region in rows}, "regions")


def in_order(codes, found, kind):
    if missing := [code for code in codes if code not in found]:
        raise UnknownCode(
            f"The demonstration needs {kind} that are not loaded: {', '.join(missing)}."
        )
    return [found[code] for code in codes]


def password_file() -> Path:
    return settings.DATA_DIR / "demo-password.txt"


def make_account() -> Path | None:
    """Make the account of the demonstration; return the file with its password if new."""
    members = get_user_model().objects
    if members.filter(email__iexact=ACCOUNT).exists():
        return None
    password = secrets.token_urlsafe(12)
    path = password_file()
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{password}\n")
    members.create_superuser(ACCOUNT, password, first_name="Demonstration", last_name="Account")
    return path


@transaction.atomic
def remove_demonstration(*, at: datetime | None = None) -> Removed:
    """Delete what the demonstration brought: records, account and password file.

    What people made stays, and so do the figures about regions, which are as true without
    it. A project of the demonstration to which people tied practices stays too.
    """
    removed = Removed()
    practices = Practice.objects.filter(source=SOURCE)
    removed.practices = practices.count()
    practices.delete()
    for project in Project.objects.filter(source=SOURCE):
        if count := project.practices.count():
            removed.kept[project] = count
        else:
            project.delete()
            removed.projects += 1
    get_user_model().objects.filter(email=ACCOUNT).delete()
    Load.objects.filter(removed_at=None).update(removed_at=at or timezone.now())
    transaction.on_commit(lambda: password_file().unlink(missing_ok=True))
    return removed
