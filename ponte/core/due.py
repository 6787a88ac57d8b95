"""What is due from a member, and what became of what they sent.

An app registers a provider when it is ready (`AppConfig.ready`); the dashboard asks all of
them. A provider may make one or two queries, whatever the number of its rows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone


@dataclass(frozen=True, kw_only=True)
class Due:
    """Something a member is asked to do. `kind` is what it belongs to, as in "Review".

    `due_on` is None where no date was set.
    """

    label: str
    url: str
    kind: str = ""
    due_on: date | None = None

    @property
    def days_left(self) -> int | None:
        """Whole days until the date, negative when it has passed; None without a date."""
        return (self.due_on - timezone.localdate()).days if self.due_on else None

    @property
    def days_late(self) -> int:
        """How many days ago the date was; 0 if it has not passed."""
        return max(0, -(self.days_left or 0))


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Something a member sent and its state; `waiting_for` says who acts next, if anybody."""

    label: str
    url: str
    state_label: str
    changed_at: datetime
    waiting_for: str = ""


DueProvider = Callable[[Any], Iterable[Due]]
SentProvider = Callable[[Any], Iterable[Sent]]

due_providers: list[DueProvider] = []
sent_providers: list[SentProvider] = []


def register(provider: DueProvider) -> DueProvider:
    """Let `provider(member)` name what is due. Usable as a decorator; twice is once."""
    if provider not in due_providers:
        due_providers.append(provider)
    return provider


def register_sent(provider: SentProvider) -> SentProvider:
    """Let `provider(member)` name what the member sent. Usable as a decorator."""
    if provider not in sent_providers:
        sent_providers.append(provider)
    return provider


def due_from(member) -> list[Due]:
    """Everything due from `member`: the nearest date first, without a date last."""
    due = [entry for provider in due_providers for entry in provider(member)]
    return sorted(due, key=lambda entry: (entry.due_on or date.max, entry.label))


def sent_by(member) -> list[Sent]:
    """Everything `member` sent: the latest change first."""
    sent = [entry for provider in sent_providers for entry in provider(member)]
    return sorted(sent, key=lambda entry: entry.changed_at, reverse=True)
