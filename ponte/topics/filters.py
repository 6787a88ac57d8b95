"""How much there is on each topic."""

from ponte import search
from ponte.search.documents import SearchQuery, SearchUnavailable


def practice_counts() -> dict[str, int] | None:
    """Published practices by slug of a hub and code of a sub-topic; None without an index."""
    wanted = SearchQuery(filters={"kind": ["practice"]}, facets=("topic", "subtopic"), limit=0)
    try:
        facets = search.query(wanted).facets
    except SearchUnavailable:
        return None
    return {**facets.get("topic", {}), **facets.get("subtopic", {})}
