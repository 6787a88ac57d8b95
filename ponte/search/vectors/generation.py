"""Tells every process that vectors have changed: by a file beside the index, which each reads
before it searches. To ask the database every time would take longer than the search."""

from pathlib import Path
from uuid import uuid4

from django.conf import settings


def announce() -> None:
    """Let every process see that vectors have changed."""
    path = _announcement()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}-{uuid4().hex[:12]}")
    fresh.write_text(fresh.name)
    fresh.replace(path)


def generation() -> str:
    """Another after every change of vectors, empty before the first."""
    try:
        return _announcement().read_text()
    except FileNotFoundError:
        return ""


def _announcement() -> Path:
    return Path(settings.SEARCH["PATH"]) / "vectors"
