"""Where a practice stands on its way, in words: for its history and for lists."""

from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ponte.activity.editing import Conflict
from ponte.activity.models import Entry
from ponte.practices.completeness import gaps
from ponte.practices.content import as_text
from ponte.practices.models import Practice
from ponte.practices.states import Event, State, possible
from ponte.practices.submission.actions import was_sent

ASKED = {State.PROJECT_INFO_REQUESTED, State.EXPERT_INFO_REQUESTED}
PAGES = {
    Event.SUBMIT: "submit",
    Event.RESUBMIT: "submit",
    Event.WITHDRAW: "withdraw",
    Event.REVISE: "revise",
    Event.ARCHIVE: "archive",
    Event.APPROVE: "check",
}


class Stage(NamedTuple):
    """A station of the way; `status` is "done", "here", "open" or "stopped"."""

    label: str
    status: str


class Link(NamedTuple):
    """Something the member may do now."""

    label: str
    url: str
    is_main: bool = False


class Row(NamedTuple):
    """One practice in the list of one's own; `missing` counts what it lacks to be sent."""

    practice: Practice
    url: str
    state: str
    waiting_for: str
    is_mine: bool
    missing: int


class Clash(NamedTuple):
    """A field that two wrote at once: what `actor` stored `at` a time, and what waits here."""

    field: str
    label: str
    actor: Any
    at: datetime
    stored: str
    mine: str


def rows(practices) -> list[Row]:
    return [
        Row(
            practice,
            reverse(
                f"practices:{'edit_first' if practice.is_with_authors else 'history'}",
                args=[practice.slug],
            ),
            practice.get_state_display(),
            waiting_for(practice),
            practice.is_with_authors,
            len(gaps(practice)) if practice.is_with_authors else 0,
        )
        for practice in practices
    ]


def waiting_for(practice: Practice) -> str:
    """Whose turn it is; empty when nobody's."""
    return {
        State.DRAFT: _("its authors, who write it"),
        State.PROJECT_CHECK: _("the web admins of its project"),
        State.PROJECT_INFO_REQUESTED: _("an answer of its authors"),
        State.EXPERT_REVIEW: _("the experts"),
        State.EXPERT_INFO_REQUESTED: _("an answer of its authors"),
        State.DECLINED: _("its authors, who may revise it"),
    }.get(State(practice.state), "")


def stages(practice: Practice) -> list[Stage]:
    """The stations from draft to validated, with the one where the practice is."""
    names = [(_("Draft"), {State.DRAFT})]
    if practice.project_id and not practice.revision_of_id:
        names.append((_("Project check"), {State.PROJECT_CHECK, State.PROJECT_INFO_REQUESTED}))
    names.append((_("Expert review"), {State.EXPERT_REVIEW, State.EXPERT_INFO_REQUESTED}))
    names.append((_("Validated"), {State.VALIDATED}))
    here = next((n for n, (_name, states) in enumerate(names) if practice.state in states), None)
    if here is None:
        return stopped(practice, names)
    last = len(names) - 1
    return [
        Stage(name, "done" if n < here or here == last else "here" if n == here else "open")
        for n, (name, _states) in enumerate(names)
    ]


def stopped(practice, names) -> list[Stage]:
    """What was passed, and the end the way came to."""
    reached = 2 if practice.project_approved_at else 1
    if practice.published_at:
        reached = len(names)
    passed = [Stage(name, "done") for name, _states in names[:reached]]
    return [*passed, Stage(capfirst(practice.get_state_display()), "stopped")]


def links(practice: Practice, member) -> list[Link]:
    """What `member` may do now, the likeliest first."""
    found = []
    events = [row.event for row in possible(practice, member)]
    if {Event.SUBMIT, Event.RESUBMIT} & set(events):
        edit = reverse("practices:edit_first", args=[practice.slug])
        found.append(Link(_("Continue writing"), edit, is_main=True))
    labels = {
        Event.SUBMIT: _("Check and send"),
        Event.RESUBMIT: _("Check and send again"),
        Event.APPROVE: _("Check for the project"),
        Event.REVISE: _("Revise") if practice.state == State.DECLINED else _("Write a new version"),
        Event.WITHDRAW: _("Withdraw"),
        Event.ARCHIVE: _("Archive"),
    }
    found += [
        Link(labels[event], reverse(f"practices:{PAGES[event]}", args=[practice.slug]))
        for event in events
        if event in PAGES
    ]
    if Event.SUBMIT in events and not was_sent(practice):
        found.append(Link(_("Delete the draft"), reverse("practices:delete", args=[practice.slug])))
    return found


def question(practice: Practice) -> Entry | None:
    """The open question to the authors, if any."""
    if practice.state not in ASKED:
        return None
    return Entry.objects.about(practice).filter(verb=Event.ASK).first()


def open_version(practice: Practice) -> Practice | None:
    """The new version that is on its way, if any."""
    return practice.new_versions.exclude(state=State.ARCHIVED).first()


def clashes(conflict: Conflict, values: dict[str, Any]) -> list[Clash]:
    """Both sides of a conflict; `values` is what the author sent."""
    return [
        Clash(
            name,
            capfirst(conflict.record.field_label(name)),
            entry.actor,
            entry.at,
            stored=entry.detail["changes"][name][1],
            mine=as_text(values[name]),
        )
        for name, entry in conflict.entries.items()
    ]
