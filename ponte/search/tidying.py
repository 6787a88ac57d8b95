"""The night's work of the search."""

from ponte import search
from ponte.core import nightly


@nightly.register("search")
def tidy() -> str:
    """Remove the indexes that other versions of the code left."""
    return f"{search.backend().tidy()} old search indexes removed."
