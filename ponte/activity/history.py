"""Entries of the log as a page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.text import capfirst

from ponte.activity.differences import Piece, pieces
from ponte.activity.models import Entry
from ponte.activity.wording import wording_of

TOGETHER = timedelta(hours=1)


class Difference(NamedTuple):
    """A field that was changed, with both texts in one."""

    label: str
    pieces: list[Piece]


@dataclass
class Event:
    """One thing that was done, or several changes by one person within an hour."""

    at: datetime
    actor: Any
    verb: str
    label: str | Promise
    from_state: str | Promise
    to_state: str | Promise
    reason: str
    changes: dict[str, list[str]]
    entry: Entry
    times: int = 1
    field_label: Any = field(default=str, repr=False)

    @property
    def differences(self) -> list[Difference]:
        return [
            Difference(capfirst(str(self.field_label(name))), pieces(before, after))
            for name, (before, after) in self.changes.items()
            if before != after
        ]

    def takes_in(self, older: "Event") -> bool:
        """Whether `older` is part of the same bout of writing."""
        return (
            self.verb == older.verb == "edit"
            and self.actor == older.actor
            and self.entry.object_id == older.entry.object_id
            and self.at - older.at < TOGETHER
        )

    def take_in(self, older: "Event") -> None:
        for name, (before, after) in older.changes.items():
            last = self.changes[name][1] if name in self.changes else after
            self.changes[name] = [before, last]
        self.times += older.times


def event_of(entry: Entry) -> Event:
    wording = wording_of(entry.kind)
    states = wording.states
    return Event(
        at=entry.at,
        actor=entry.actor,
        verb=entry.verb,
        label=wording.verbs.get(entry.verb, entry.verb),
        from_state=states.get(entry.from_state, entry.from_state),
        to_state=states.get(entry.to_state, entry.to_state),
        reason=entry.detail.get("reason", ""),
        changes=dict(entry.detail.get("changes", {})),
        entry=entry,
        field_label=wording.field_label,
    )


def told(entries: Iterable[Entry]) -> list[Event]:
    """`entries`, newest first, for people: what was written in one go is one event."""
    events: list[Event] = []
    for entry in entries:
        event = event_of(entry)
        if events and events[-1].takes_in(event):
            events[-1].take_in(event)
        else:
            events.append(event)
    return events
