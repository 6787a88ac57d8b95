"""How what was done is told to people. Each app says it for its own kinds of record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Wording:
    """The words for one kind of record: of verbs, of states, and of fields."""

    verbs: Mapping[str, Text]
    states: Mapping[str, Text] = field(default_factory=dict)
    field_label: Callable[[str], Text] = str


wordings: dict[str, Wording] = {}


def register(kind: str, wording: Wording) -> None:
    wordings[kind] = wording


def wording_of(kind: str) -> Wording:
    return wordings.get(kind, Wording({}))
