"""The first articles of something, for the pages of other apps."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cards:
    """Articles ready for cards, and how many there are in all."""

    articles: list[Any]
    total: int


def cards(articles, limit: int, without=()) -> Cards:
    """The newest of `articles`; those whose ids are in `without` are counted, but not given."""
    shown = articles.exclude(pk__in=without) if without else articles
    return Cards(articles=list(shown.newest_first().for_cards()[:limit]), total=articles.count())
