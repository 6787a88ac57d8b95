"""Match what a file says with what is there, and write it, a few hundred rows at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ponte import search
from ponte.activity import kind_of
from ponte.activity.models import Entry
from ponte.core import tables
from ponte.core.importing.checks import Rules
from ponte.core.importing.mapping import ImportMapping, bind
from ponte.core.importing.report import WARNING, Outcome, Problem, shown
from ponte.core.importing.rows import read_rows
from ponte.projects.importing.lookups import Lookups
from ponte.projects.importing.rows import TARGET, Candidate, ProgrammeSaid, RowReader
from ponte.projects.models import Period, Programme, Project, ProjectPartner

BATCH = 500
FIELDS = [field.attname for field in Project._meta.concrete_fields]
TOPIC_LINK, REGION_LINK = Project.topics.through, Project.regions.through
RULES = Rules(Project)
PERIODS = {"2000": Period.P2000, "2007": Period.P2007, "2014": Period.P2014, "2021": Period.P2021}

Tell = Callable[[Sequence[Problem]], None]
Progress = Callable[[int, Outcome], None]


def no_progress(_rows: int, _outcome: Outcome) -> None:
    """Tell nobody."""


def import_projects(
    table: tables.Table,
    mapping: ImportMapping,
    *,
    source: str = "",
    dry_run: bool = False,
    skip: int = 0,
    outcome: Outcome | None = None,
    tell: Tell | None = None,
    progress: Progress = no_progress,
) -> Outcome:
    """Bring the valid rows of `table` in, each batch in a transaction of its own.

    A project is found again by source and external identifier, else by slug; what a row does
    not tell of it stays. `skip` rows were brought in before, with this `outcome`; they are
    read again, only to know their identifiers. `tell` gets the problems as they are found;
    without it the outcome keeps them all. `progress` is called after each batch with the rows
    that are done. With `dry_run` nothing is written. Raises BadMapping and UnreadableTable;
    what was written until then stays.
    """
    binding = bind(mapping, table, TARGET)
    reader = RowReader(binding, Lookups(), source=source)
    run = Run(binding, write=not dry_run, outcome=outcome or Outcome(), tell=tell)
    run.outcome.notes = list(binding.notes)
    candidates = read_rows(reader, table.rows)
    for _skipped in islice(candidates, skip):
        pass
    done = skip
    for batch in batched(candidates):
        with nullcontext() if dry_run else transaction.atomic():
            run.batch(batch)
        done += len(batch)
        progress(done, run.outcome)
    run.outcome.saved = not dry_run and bool(run.outcome.created or run.outcome.updated)
    return run.outcome


def batched(candidates: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    iterator = iter(candidates)
    while batch := list(islice(iterator, BATCH)):
        yield batch


class Run:
    """One pass over all candidates."""

    def __init__(self, binding, *, write: bool, outcome: Outcome, tell: Tell | None):
        self.binding = binding
        self.write = write
        self.outcome = outcome
        self.tell = tell or outcome.problems.extend
        self.now = timezone.now()
        self.today = timezone.localdate()
        self.slugs = Slugs()
        self.programmes = Programmes(write=write)
        self.touched: dict[int, int] = {}

    def batch(self, candidates: Sequence[Candidate]) -> None:
        """Decide on every candidate, then write those that bring something new."""
        existing = Existing([each for each in candidates if not each.rejected])
        changes = []
        for candidate in candidates:
            change = Change(self, candidate, existing)
            change.decide()
            self.count(change)
            changes.append(change)
        if self.write:
            self.create([each for each in changes if each.outcome == "created"])
            self.update([each for each in changes if each.outcome == "updated"])

    def count(self, change: "Change") -> None:
        outcome = self.outcome
        setattr(outcome, change.outcome, getattr(outcome, change.outcome) + 1)
        self.tell(change.candidate.problems + change.problems)

    def create(self, changes: "list[Change]") -> None:
        projects = Project.objects.bulk_create([change.project for change in changes])
        self.touched |= {each.project.pk: each.candidate.row for each in changes}
        self.link(TOPIC_LINK, "topic_id", [(each, each.topics) for each in changes])
        self.link(REGION_LINK, "region_id", [(each, each.regions) for each in changes])
        self.add_partners([(each, each.candidate.partners or []) for each in changes])
        self.note(projects, [Entry(verb="import", to_state=each.state) for each in projects])

    def update(self, changes: "list[Change]") -> None:
        projects = [change.project for change in changes]
        changed = sorted({name for change in changes for name in change.changed})
        for project in projects:
            project.updated_at = self.now
        # An upsert by primary key is one statement for many rows of many fields.
        Project.objects.bulk_create(
            projects,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=[*changed, "updated_at"],
        )
        for model, name, ids in (
            (TOPIC_LINK, "topic_id", lambda each: each.topics),
            (REGION_LINK, "region_id", lambda each: each.regions),
        ):
            relinked = [each for each in changes if name in each.relinked]
            model.objects.filter(project__in=[each.project.pk for each in relinked]).delete()
            self.link(model, name, [(each, ids(each)) for each in relinked])
        repartnered = [each for each in changes if "partners" in each.relinked]
        for each in repartnered:
            names = [name for name, _leads in each.candidate.partners or []]
            each.project.partners.exclude(name__in=names).delete()
            each.project.partners.filter(role="lead").update(role="partner")
        self.add_partners([(each, each.candidate.partners or []) for each in repartnered])
        entries = [Entry(verb="edit", detail={"fields": each.told()}) for each in changes]
        self.note(projects, entries)

    def link(self, model, name: str, linked) -> None:
        model.objects.bulk_create(
            model(project_id=change.project.pk, **{name: key})
            for change, keys in linked
            for key in sorted(keys or ())
        )

    def add_partners(self, partners) -> None:
        """Add the partners that are new and put those that are there into their places."""
        ids = [change.project.pk for change, _said in partners if change.existing]
        here = {
            (each.project_id, each.name): each
            for each in ProjectPartner.objects.filter(project__in=ids)
        }
        new, moved = [], []
        for change, said in partners:
            for position, (name, leads) in enumerate(said, start=1):
                partner = here.get((change.project.pk, name))
                (moved if partner else new).append(
                    placed(partner, change.project.pk, name, position, leads=leads)
                )
        ProjectPartner.objects.bulk_create(new)
        if moved:
            ProjectPartner.objects.bulk_update(moved, ["position", "role"])

    def note(self, projects: Sequence[Project], entries: Sequence[Entry]) -> None:
        """Add `entries` to the activity log, and note the projects for the search index."""
        for entry, project in zip(entries, projects, strict=True):
            entry.at, entry.kind, entry.object_id = self.now, kind_of(Project), str(project.pk)
        Entry.objects.bulk_create(entries)
        if projects:
            search.index(projects)


def placed(partner, project_id, name, position, *, leads) -> ProjectPartner:
    """The partner, or a new one, in its place."""
    Role = ProjectPartner.Role  # noqa: N806 - a class
    if partner is None:
        partner = ProjectPartner(project_id=project_id, name=name, role=Role.PARTNER)
        partner.key = partner.make_key()
    if leads:
        partner.role = Role.LEAD
    partner.position = position
    return partner


class Programmes:
    """Programmes by what files say of them; those that are new are added."""

    def __init__(self, *, write: bool):
        self.write = write
        self.known: dict[tuple[str, ...], Programme] = {}
        for programme in Programme.objects.all():
            self.remember(programme)

    def remember(self, programme: Programme) -> None:
        self.known["slug", programme.slug] = programme
        self.known["name", programme.name.casefold(), programme.period] = programme
        if programme.cci:
            self.known["cci", programme.cci] = programme

    def of(self, said: ProgrammeSaid | None) -> Programme | None:
        if said is None or not said.is_known:
            return None
        period = said.period or PERIODS.get(said.cci[:4], "")
        name = said.name or said.cci or said.slug
        found = (
            self.known.get(("slug", said.slug))
            or self.known.get(("cci", said.cci))
            or self.known.get(("name", name.casefold(), period))
        )
        return found or self.add(name, said, period)

    def add(self, name: str, said: ProgrammeSaid, period: str) -> Programme:
        base = said.slug or slugify(f"{name} {period}")[:56].strip("-") or "programme"
        slugs = (base, *(f"{base}-{number}" for number in range(2, 1000)))
        slug = next(each for each in slugs if ("slug", each) not in self.known)
        programme = Programme(slug=slug, name=name, cci=said.cci, period=period)
        if self.write:
            programme.save()
        self.remember(programme)
        return programme


class Existing:
    """The projects that some candidates may be, found in a constant number of queries."""

    def __init__(self, candidates: Sequence[Candidate]):
        self.by_id: dict[tuple[str, str], Project] = {}
        self.by_slug: dict[str, Project] = {}
        ids: dict[str, list[str]] = {}
        for candidate in candidates:
            if candidate.external_id:
                ids.setdefault(candidate.source, []).append(candidate.external_id)
        for source, external_ids in ids.items():
            for project in Project.objects.filter(source=source, external_id__in=external_ids):
                self.by_id[project.source, project.external_id] = project
        slugs = [each.slug for each in candidates if each.slug and not each.external_id]
        for project in Project.objects.filter(slug__in=slugs) if slugs else ():
            self.by_slug[project.slug] = project
        keys = [each.pk for each in (*self.by_id.values(), *self.by_slug.values())]
        self.topics = self.linked(TOPIC_LINK, "topic_id", keys)
        self.regions = self.linked(REGION_LINK, "region_id", keys)
        self.partners: dict[int, list[tuple[str, bool]]] = {}
        partners = ProjectPartner.objects.filter(project__in=keys) if keys else ()
        for partner in partners:
            leads = partner.role == ProjectPartner.Role.LEAD
            self.partners.setdefault(partner.project_id, []).append((partner.name, leads))

    def linked(self, model, name: str, keys) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        links = model.objects.filter(project__in=keys).values_list("project_id", name)
        for project_id, other_id in links if keys else ():
            found.setdefault(project_id, set()).add(other_id)
        return found

    def find(self, candidate: Candidate) -> Project | None:
        if candidate.external_id:
            return self.by_id.get((candidate.source, candidate.external_id))
        return self.by_slug.get(candidate.slug)


class Slugs:
    """All addresses that are in use."""

    def __init__(self):
        self.taken: set[str] = set(Project.objects.order_by().values_list("slug", flat=True))
        self.taken |= {"invitations"}
        self.numbers: dict[str, int] = {}

    def free(self, base: str) -> str:
        """Return `base`, numbered where it is taken."""
        slug, number = base, self.numbers.get(base, 1)
        while slug in self.taken:
            number += 1
            slug = f"{base}-{number}"
        self.numbers[base] = number
        return slug


class Change:
    """What one candidate does: create, update, leave or be refused."""

    def __init__(self, run: Run, candidate: Candidate, existing: Existing):
        self.run = run
        self.candidate = candidate
        self.here = existing
        self.existing = None if candidate.rejected else existing.find(candidate)
        self.project = self.existing or Project(
            source=candidate.source, external_id=candidate.external_id, period=""
        )
        self.before = {name: getattr(self.project, name) for name in FIELDS}
        self.problems: list[Problem] = []
        self.outcome = "rejected"
        self.changed: list[str] = []
        self.relinked: set[str] = set()

    @property
    def topics(self) -> set[int] | None:
        said = self.candidate.topics
        return None if said is None else {each.pk for each in said}

    @property
    def regions(self) -> set[int] | None:
        said = self.candidate.regions
        return None if said is None else {each.pk for each in said}

    def decide(self) -> None:
        if self.candidate.rejected or self.is_second():
            return
        for name, value in self.candidate.values.items():
            self.put(name, value)
        self.settle()
        self.check()
        if any(problem.severity != WARNING for problem in self.problems):
            return
        self.run.slugs.taken.add(self.project.slug)
        if self.existing is None:
            self.outcome = "created"
            return
        self.run.touched[self.project.pk] = self.candidate.row
        self.compare(self.existing)

    def put(self, name: str, value: Any) -> None:
        """Take a value, unless the record here does not yield it."""
        here = self.existing
        if here is not None and name == "state" and value != here.state:
            reason = _("A project that is here already keeps its state: “%(state)s”.")
            self.report(name, value, reason % {"state": here.get_state_display()}, WARNING)
        elif here is not None and here.budget_by_partner and name in {"total_budget", "erdf"}:
            if value != getattr(here, name):
                reason = _("The budget is kept by partner: its total stays their sum.")
                self.report(name, value, reason, WARNING)
        else:
            setattr(self.project, name, value)

    def settle(self) -> None:
        """What follows from what was said: programme, period, state and address."""
        project, said = self.project, self.candidate.programme
        if said is not None:
            project.programme = self.run.programmes.of(said)
        if not project.period and project.programme:
            project.period = project.programme.period
        if self.existing is None and "state" not in self.candidate.values:
            ended = project.end is not None and project.end < self.run.today
            project.state = Project.State.CLOSED if ended else Project.State.CONTRACTED
        self.settle_slug()

    def settle_slug(self) -> None:
        wanted, slugs, own = self.candidate.slug, self.run.slugs, self.before["slug"]
        name = slugify(self.project.name)[:50].strip("-") or "project"
        if not wanted or wanted == own:
            self.project.slug = own or slugs.free(name)
        elif wanted not in slugs.taken:
            self.project.slug = own or wanted
        elif self.candidate.external_id:
            self.project.slug = own or slugs.free(wanted[:54])
            reason = _("Another project has this address; it is “%(slug)s” here.")
            self.report("slug", wanted, reason % {"slug": self.project.slug}, WARNING)
        else:
            self.report("slug", wanted, _("Another project has this address."))

    def is_second(self) -> bool:
        """Whether an earlier row was the same project by another identifier."""
        earlier = self.run.touched.get(self.existing.pk) if self.existing else None
        if earlier:
            reason = _("Row %(row)d has the same identifier.") % {"row": earlier}
            self.report("slug", self.candidate.slug, reason)
        return bool(earlier)

    def check(self) -> None:
        for columns, reason in RULES.faults(self.project):
            label = ", ".join(self.run.binding.label(column) for column in columns)
            said = (shown(getattr(self.project, column)) for column in columns)
            value = " / ".join(filter(None, said))
            self.problems.append(Problem(self.candidate.row, label, value, reason))

    def compare(self, project: Project) -> None:
        self.changed = [name for name in FIELDS if getattr(project, name) != self.before[name]]
        pk, said = project.pk, self.candidate.partners
        if self.topics is not None and self.topics != self.here.topics.get(pk, set()):
            self.relinked.add("topic_id")
        if self.regions is not None and self.regions != self.here.regions.get(pk, set()):
            self.relinked.add("region_id")
        if said is not None and leading(said) != leading(self.here.partners.get(pk, [])):
            self.relinked.add("partners")
        self.outcome = "updated" if self.changed or self.relinked else "unchanged"

    def told(self) -> list[str]:
        """What the activity log keeps of an update."""
        links = {"topic_id": "topics", "region_id": "regions"}
        return [
            *(name.removesuffix("_id") for name in self.changed),
            *(links.get(name, name) for name in sorted(self.relinked)),
        ]

    def report(self, column: str, value: Any, reason: str, severity: str = "error") -> None:
        label = self.run.binding.label(column)
        self.problems.append(Problem(self.candidate.row, label, shown(value), reason, severity))


def leading(partners: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Partners with the one who leads first, as a file names them."""
    return sorted(partners, key=lambda partner: not partner[1])
