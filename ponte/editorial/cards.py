"""The first articles of something, for the pages of other apps."""

from dataclasses import dataclass
from typing import Any

from ponte import search
from ponte.search.documents import SearchUnavailable


@dataclass(frozen=True, slots=True)
class Cards:
    """Articles ready for cards, and how many there are in all."""

    articles: list[Any]
    total: int


def cards(articles, limit: int, without=()) -> Cards:
    """The newest of `articles`; those whose ids are in `without` are counted, but not given."""
    shown = articles.exclude(pk__in=without) if without else articles
    return Cards(articles=list(shown.newest_first().for_cards()[:limit]), total=articles.count())


def related(articles, kind: str, article, limit: int = 3) -> list:
    """Those of `articles`, of this `kind`, that are much like `article`; none while the search
    engine is away.
    """
    try:
        hits = search.similar(kind, article.pk, limit=limit)
    except SearchUnavailable:
        return []
    keys = [hit.object_id for hit in hits]
    found = articles.for_cards().in_bulk(keys)
    return [found[key] for key in keys if key in found]
