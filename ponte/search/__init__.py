"""One search over all kinds of content.

A small facade over a backend chosen by setting. Other apps only declare how a model
becomes a document (`ponte.search.registry.register`).

- `index(objects)`: these changed; noted in the outbox within the present transaction
- `delete(kind, object_ids)`: these are gone
- `query(SearchQuery) -> Result`, raises SearchUnavailable
- `object_ids(SearchQuery) -> list[int]`: every match, in order, for exports
- `relevance(text, kind=, lang=) -> Relevance`: how well each record of a kind answers a text
- `similar(kind, object_id, limit) -> list[Hit]`: records most alike in words
- `suggest(text, kinds=(), limit=8) -> list[Suggestion]`: as somebody types
- `Highlighter(SearchQuery, Result)`: its `snippet(text, lang)` and `mark(text, lang)` show
  why a record was found
- `health() -> Health`
- `warm_up()`: gets a process of the web server ready
- `noted`: a signal to whoever else keeps something in step with what is searchable

Saving an object through its model notes it by itself; only bulk operations, and changes
to objects that a document merely mentions, call `index`.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from django.apps import apps as installed
from django.conf import settings
from django.dispatch import Signal
from django.utils.module_loading import import_string
from django.utils.timezone import now

from ponte.search import hybrid
from ponte.search.analysis import words
from ponte.search.documents import (
    Health,
    Hit,
    Relevance,
    Result,
    SearchQuery,
    SearchUnavailable,
    Suggestion,
)
from ponte.search.highlight import Highlighter
from ponte.search.registry import kinds_of
from ponte.search.relevance import relevance as relevance_of
from ponte.search.vectors.warming import warm_up

__all__ = [
    "Health",
    "Highlighter",
    "Hit",
    "Relevance",
    "Result",
    "SearchQuery",
    "SearchUnavailable",
    "Suggestion",
    "backend",
    "delete",
    "health",
    "index",
    "noted",
    "object_ids",
    "query",
    "relevance",
    "similar",
    "suggest",
    "warm_up",
]

if TYPE_CHECKING:
    from django.db.models import Model

    from ponte.search.backends.base import Backend

# Sent by `index`, in the transaction of the change, with `changed`: pairs of kind and id.
noted = Signal()

LATE = timedelta(minutes=1)
NO_INDEXER = "Changes wait for longer than a minute. Does the indexer run?"


@cache
def backend() -> "Backend":
    """The one backend of this process."""
    chosen: Backend = import_string(settings.SEARCH["BACKEND"])()
    return chosen


def index(
    objects: Iterable["Model"] = (), *, kind: str = "", object_ids: Iterable[int] = ()
) -> None:
    """Note that these objects changed: objects of searchable models, or ids of one kind.

    Objects whose model is not searchable are passed over.
    """
    changed = [(found.name, each.pk) for each in objects for found in kinds_of(type(each))]
    changed += [(kind, object_id) for object_id in object_ids]
    outbox = installed.get_model("search", "OutboxEntry")
    outbox.objects.bulk_create(
        [outbox(kind=name, object_id=object_id) for name, object_id in changed], batch_size=1000
    )
    noted.send(sender=None, changed=changed)


def delete(kind: str, object_ids: Iterable[int]) -> None:
    """Note that these objects are gone. An object that still may be found stays."""
    index(kind=kind, object_ids=object_ids)


def query(wanted: SearchQuery) -> Result:
    """One page of what `wanted` asks for. Raises SearchUnavailable."""
    return hybrid.answer(wanted, backend().reader())


def object_ids(wanted: SearchQuery) -> list[int]:
    """The ids of every match in order, whatever offset and limit say."""
    return hybrid.object_ids(wanted, backend().reader())


def relevance(text: str, *, kind: str, lang: str) -> Relevance:
    """How well every record of `kind` answers `text` (its first 2,000 characters count), which
    is in the language `lang`. Raises SearchUnavailable.

    0 means no more alike than any other record, 1 as good as the best possible match.
    """
    return relevance_of(text, kind=kind, lang=lang, reader=backend().reader())


def similar(kind: str, object_id: int, limit: int = 4) -> list[Hit]:
    """Other records of the same kind, most alike in words first."""
    return backend().reader().similar(kind, object_id, limit)


def suggest(text: str, kinds: Sequence[str] = (), limit: int = 8) -> list[Suggestion]:
    """Records whose title has the words typed so far, the last one unfinished.

    Typos are forgiven only when nothing else is found.
    """
    typed = words(text[:200])[:12]
    if not typed:
        return []
    reader = backend().reader()
    return reader.suggest(typed, kinds, limit, typos=False) or reader.suggest(
        typed, kinds, limit, typos=True
    )


def health() -> Health:
    """Whether search answers, how many records it holds and how many changes wait."""
    outbox = installed.get_model("search", "OutboxEntry").objects.filter(applied=False)
    waiting = outbox.count()
    try:
        documents = backend().reader().documents
    except SearchUnavailable as error:
        return Health(ok=False, documents=0, waiting=waiting, detail=str(error))
    late = waiting and outbox.filter(created_at__lt=now() - LATE).exists()
    return Health(ok=True, documents=documents, waiting=waiting, detail=NO_INDEXER if late else "")
