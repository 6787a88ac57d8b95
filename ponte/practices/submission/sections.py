"""The form for a practice: one section per address."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ponte.practices.completeness import is_given, needed
from ponte.practices.models import Practice


class Section(NamedTuple):
    """One page of the form; a row of several fields stands side by side."""

    slug: str
    title: str | Promise
    rows: tuple[tuple[str, ...], ...]

    @property
    def fields(self) -> list[str]:
        return [name for row in self.rows for name in row]

    def needs(self, practice: Practice) -> list[str]:
        """What must be given here before the practice may be sent."""
        return [name for name in needed(practice) if home_of(name) == self]


SECTIONS = (
    Section(
        "summary",
        _("In short"),
        (("title",), ("short_summary",), ("language",), ("from_project",), ("project",)),
    ),
    Section(
        "who",
        _("Who runs it"),
        (("institution_name",), ("institution_region", "institution_city")),
    ),
    Section(
        "where",
        _("Where it is"),
        (
            ("scope",),
            ("region", "city"),
            ("latitude", "longitude"),
            ("outside_partnership_justification",),
        ),
    ),
    Section(
        "topics",
        _("What it is about"),
        (("topics",), ("keywords",), ("public_intervention",), ("inspired_public_policy",)),
    ),
    Section(
        "how",
        _("How it works"),
        (
            ("detailed_information",),
            ("resources_needed",),
            ("start_month", "start_year"),
            ("ongoing",),
            ("end_month", "end_year"),
        ),
    ),
    Section(
        "results",
        _("What came of it"),
        (
            ("evidence_of_success",),
            ("challenges_encountered",),
            ("potential_for_learning_or_transfer",),
        ),
    ),
    Section(
        "files",
        _("Picture and files"),
        (
            ("image_alt",),
            ("image_credit",),
            ("image_rights",),
            ("further_information",),
        ),
    ),
    Section("authors", _("Who writes it"), (("co_authors",),)),
)
BY_SLUG = {section.slug: section for section in SECTIONS}


def home_of(name: str) -> Section:
    """The section in which a field of the template is filled in."""
    name = "start_year" if name == "timescale" else name
    return next(section for section in SECTIONS if name in section.fields)


class Step(NamedTuple):
    """A section as the list beside the form shows it."""

    section: Section
    number: int
    given: int
    wanted: int

    @property
    def is_done(self) -> bool:
        return 0 < self.wanted == self.given


def steps(practice: Practice) -> list[Step]:
    found = []
    for number, section in enumerate(SECTIONS, start=1):
        names = section.needs(practice)
        given = sum(is_given(practice, name) for name in names)
        found.append(Step(section, number, given, len(names)))
    return found
