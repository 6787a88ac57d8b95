"""Match what a file says with what is there, and write it: in one transaction."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from ponte import search
from ponte.activity import kind_of
from ponte.activity.models import Entry
from ponte.core import tables
from ponte.core.importing.report import WARNING, Outcome, Preview, Problem, shown
from ponte.practices.content import FIELDS as CONTENT_FIELDS
from ponte.practices.content import as_text
from ponte.practices.importing.checks import faults
from ponte.practices.importing.lookups import Lookups
from ponte.practices.importing.mapping import ImportMapping, bind
from ponte.practices.importing.rows import Candidate, RowReader, read_rows
from ponte.practices.models import FormerSlug, Practice
from ponte.practices.slugs import slug_base

BATCH = 500
PREVIEWS = 20
FIELDS = [field.attname for field in Practice._meta.concrete_fields]
TOPIC_LINK = Practice.topics.through

Progress = Callable[[str, int, int], None]


def no_progress(_phase: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def import_practices(
    table: tables.Table,
    mapping: ImportMapping,
    *,
    source: str = "",
    dry_run: bool = False,
    strict: bool = False,
    user=None,
    progress: Progress = no_progress,
) -> Outcome:
    """Bring the rows of `table` in: all valid ones, or with `strict` all or none.

    A practice is found again by source and external identifier, else by slug; what a row
    does not tell of it stays. `source` replaces the mapping's. `progress` is called with
    "read" or "save", rows done and rows in all (0 while unknown). With `dry_run` the
    outcome says what would happen. Raises BadMapping and UnreadableTable, with nothing
    changed.
    """
    binding = bind(mapping, table)
    reader = RowReader(binding, Lookups(), source=source)
    candidates = []
    for candidate in read_rows(reader, table.rows):
        candidates.append(candidate)
        progress("read", len(candidates), 0)
    if strict and not dry_run:
        check = _carry_out(candidates, binding, write=False, user=user)
        if check.rejected:
            return check
    return _carry_out(candidates, binding, write=not dry_run, user=user, progress=progress)


def _carry_out(candidates, binding, *, write, user, progress: Progress = no_progress) -> Outcome:
    with transaction.atomic() if write else nullcontext():
        run = Run(binding, write=write, user=user)
        for start in range(0, len(candidates), BATCH):
            run.batch(candidates[start : start + BATCH])
            progress("save", min(start + BATCH, len(candidates)), len(candidates))
    run.outcome.saved = write and bool(run.outcome.created or run.outcome.updated)
    return run.outcome


class Run:
    """One pass over all candidates."""

    def __init__(self, binding, *, write: bool, user):
        self.binding = binding
        self.write = write
        self.user = user
        self.now = timezone.now()
        self.outcome = Outcome(notes=list(binding.notes))
        self.slugs = Slugs()
        self.touched: dict[int, int] = {}

    def batch(self, candidates: Sequence[Candidate]) -> None:
        """Decide on every candidate, then write those that bring something new."""
        existing = Existing([each for each in candidates if not each.rejected])
        changes = []
        for candidate in candidates:
            change = Change(self, candidate, existing.find(candidate))
            change.decide()
            self.count(change)
            changes.append(change)
        if self.write:
            self.create([each for each in changes if each.outcome == "created"])
            self.update([each for each in changes if each.outcome == "updated"])

    def count(self, change: "Change") -> None:
        outcome, candidate = self.outcome, change.candidate
        setattr(outcome, change.outcome, getattr(outcome, change.outcome) + 1)
        problems = candidate.problems + change.problems
        outcome.problems += problems
        if len(outcome.previews) < PREVIEWS:
            topics = candidate.topics or []
            preview = Preview(candidate.row, change.outcome, change.practice, topics, problems)
            outcome.previews.append(preview)

    def create(self, changes: "list[Change]") -> None:
        practices = Practice.objects.bulk_create([change.practice for change in changes])
        self.touched |= {each.practice.pk: each.candidate.row for each in changes}
        self.link(changes)
        self.remember(practices, "wagtail.create")
        self.tell([Entry(verb="import", to_state=each.state) for each in practices], practices)

    def update(self, changes: "list[Change]") -> None:
        practices = [change.practice for change in changes]
        changed = sorted({name for change in changes for name in change.changed})
        for practice in practices:
            practice.lock_version += 1
        # An upsert by primary key is one statement for many rows of many fields.
        Practice.objects.bulk_create(
            practices,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=[*changed, "lock_version", "updated_at"],
        )
        relinked = [change for change in changes if change.topics_changed]
        TOPIC_LINK.objects.filter(practice__in=[each.practice.pk for each in relinked]).delete()
        self.link(relinked)
        renamed = [change for change in changes if change.former_slug]
        FormerSlug.objects.filter(slug__in=[each.practice.slug for each in renamed]).delete()
        FormerSlug.objects.bulk_create(
            [FormerSlug(slug=each.former_slug, practice=each.practice) for each in renamed]
        )
        self.remember(practices, "wagtail.edit")
        self.tell([Entry(verb="edit", detail=change.detail()) for change in changes], practices)

    def link(self, changes: "list[Change]") -> None:
        TOPIC_LINK.objects.bulk_create(
            TOPIC_LINK(practice_id=change.practice.pk, topic_id=topic.pk)
            for change in changes
            for topic in change.candidate.topics or []
        )

    def remember(self, practices: Sequence[Practice], action: str) -> None:
        """Note the change in the history and for the search index, as a save would."""
        if not practices:
            return
        content_type = ContentType.objects.get_for_model(Practice)
        ModelLogEntry.objects.bulk_create(
            ModelLogEntry(
                content_type=content_type,
                object_id=str(practice.pk),
                label=practice.title,
                action=action,
                timestamp=self.now,
                user=self.user,
                content_changed=True,
            )
            for practice in practices
        )
        search.index(practices)

    def tell(self, entries: Sequence[Entry], practices: Sequence[Practice]) -> None:
        """Add `entries` to the activity log, each about the practice in its place."""
        for entry, practice in zip(entries, practices, strict=True):
            entry.at, entry.actor = self.now, self.user
            entry.kind, entry.object_id = kind_of(Practice), str(practice.pk)
        Entry.objects.bulk_create(entries)


class Existing:
    """The practices that some candidates may be, found in a constant number of queries."""

    def __init__(self, candidates: Sequence[Candidate]):
        self.by_id: dict[tuple[str, str], Practice] = {}
        self.by_slug: dict[str, Practice] = {}
        ids: dict[str, list[str]] = {}
        for candidate in candidates:
            if candidate.external_id:
                ids.setdefault(candidate.source, []).append(candidate.external_id)
        for source, external_ids in ids.items():
            for practice in Practice.objects.filter(source=source, external_id__in=external_ids):
                self.by_id[practice.source, practice.external_id] = practice
        slugs = [each.slug for each in candidates if each.slug and not each.external_id]
        for practice in Practice.objects.filter(slug__in=slugs) if slugs else ():
            self.by_slug[practice.slug] = practice
        self.topics: dict[int, set[int]] = {}
        found = [*self.by_id.values(), *self.by_slug.values()]
        links = TOPIC_LINK.objects.filter(practice__in=[each.pk for each in found])
        for practice_id, topic_id in links.values_list("practice_id", "topic_id") if found else ():
            self.topics.setdefault(practice_id, set()).add(topic_id)

    def find(self, candidate: Candidate) -> tuple[Practice | None, set[int]]:
        """The practice that `candidate` is, with the ids of its topics."""
        if candidate.external_id:
            practice = self.by_id.get((candidate.source, candidate.external_id))
        else:
            practice = self.by_slug.get(candidate.slug)
        return practice, self.topics.get(practice.pk, set()) if practice else set()


class Slugs:
    """All addresses that are or were in use."""

    def __init__(self):
        self.taken: set[str] = {
            *Practice.objects.order_by().values_list("slug", flat=True),
            *FormerSlug.objects.values_list("slug", flat=True),
        }
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

    def __init__(self, run: Run, candidate: Candidate, found: tuple[Practice | None, set[int]]):
        self.run = run
        self.candidate = candidate
        self.existing, self.former_topics = found
        self.practice = self.existing or Practice(
            state=Practice.State.VALIDATED,
            source=candidate.source,
            external_id=candidate.external_id,
        )
        self.before = {name: getattr(self.practice, name) for name in FIELDS}
        self.problems: list[Problem] = []
        self.outcome = "rejected"
        self.changed: list[str] = []
        self.topics_changed = False
        self.former_slug = ""

    def decide(self) -> None:
        for name, value in self.candidate.values.items():
            if reason := self.keeps(name, value):
                self.report(name, value, reason, severity=WARNING)
            else:
                setattr(self.practice, name, value)
        if self.candidate.rejected or self.is_second() or self.is_with_judges():
            return
        self.settle_slug()
        self.settle_date()
        self.check()
        if any(problem.severity != WARNING for problem in self.problems):
            return
        self.run.slugs.taken.add(self.practice.slug)
        if self.existing is None:
            self.outcome = "created"
            return
        self.run.touched[self.practice.pk] = self.candidate.row
        self.compare(self.existing)

    def keeps(self, name: str, wanted: Any) -> str:
        """Why a practice that is here already keeps what it has instead of `wanted`."""
        here = self.existing
        if here is None or name not in {"state", *Practice.OPINION}:
            return ""
        if wanted == getattr(here, name) or (name != "state" and here.expert_id is None):
            return ""
        if name == "state":
            reason = _("A practice that is here already keeps its state: “%(state)s”.")
            return reason % {"state": here.get_state_display()}
        return _("An opinion that an expert gave here stays as it was written.")

    def is_second(self) -> bool:
        """Whether an earlier row was the same practice by another identifier."""
        earlier = self.run.touched.get(self.existing.pk) if self.existing else None
        if earlier:
            self.report("slug", self.candidate.slug, _("Row %(row)d has the same identifier.")
                        % {"row": earlier})  # fmt: skip
        return bool(earlier)

    def is_with_judges(self) -> bool:
        """Whether the text is being checked or reviewed, and so stays as it was sent."""
        judged = bool(self.existing and self.existing.is_with_judges)
        if judged:
            reason = _("It is being checked or reviewed: its text stays as it was sent.")
            self.report("slug", self.candidate.slug, reason)
        return judged

    def settle_slug(self) -> None:
        wanted, slugs = self.candidate.slug, self.run.slugs
        own = self.before["slug"]
        if not wanted or wanted == own:
            self.practice.slug = own or slugs.free(slug_base(self.practice.title))
        elif wanted not in slugs.taken:
            self.practice.slug = wanted
        elif self.candidate.external_id:
            self.practice.slug = own or slugs.free(wanted)
            reason = _("Another practice has or had this address; it is “%(slug)s” here.")
            self.report("slug", wanted, reason % {"slug": self.practice.slug}, severity=WARNING)
        else:
            self.practice.slug = wanted
            self.report("slug", wanted, _("Another practice has or had this address."))

    def settle_date(self) -> None:
        if self.practice.state == Practice.State.VALIDATED and not self.practice.published_at:
            self.practice.published_at = self.before["published_at"] or self.run.now

    def check(self) -> None:
        for columns, reason in faults(self.practice):
            label = ", ".join(self.run.binding.label(column) for column in columns)
            value = " / ".join(filter(None, (shown(self.said(column)) for column in columns)))
            self.problems.append(Problem(self.candidate.row, label, value, reason))

    def said(self, column: str) -> Any:
        return getattr(self.practice, column)

    def compare(self, practice: Practice) -> None:
        self.changed = [name for name in FIELDS if getattr(practice, name) != self.before[name]]
        topics = self.candidate.topics
        self.topics_changed = (
            topics is not None and {topic.pk for topic in topics} != self.former_topics
        )
        if practice.slug != self.before["slug"]:
            self.former_slug = self.before["slug"]
        self.outcome = "updated" if self.changed or self.topics_changed else "unchanged"

    def detail(self) -> dict[str, Any]:
        """What the activity log keeps of an update."""
        former = Practice(**self.before)
        changes = {
            name: [as_text(getattr(former, name)), as_text(getattr(self.practice, name))]
            for name in self.changed
            if name in CONTENT_FIELDS
        }
        others = [name.removesuffix("_id") for name in self.changed if name not in changes]
        return {
            "changes": changes,
            "fields": others + ["topics"] * self.topics_changed,
            "version": self.practice.lock_version,
        }

    def report(self, column: str, value: Any, reason: str, severity: str = "error") -> None:
        label = self.run.binding.label(column)
        self.problems.append(Problem(self.candidate.row, label, shown(value), reason, severity))
