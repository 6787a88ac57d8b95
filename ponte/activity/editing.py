"""Writing together: two people change different fields of a record at once, or the same one.

Each change is an entry with the fields before and after, the `version` of the record it led to and
the `window` it was typed in.
"""

from typing import Any

from ponte.activity.models import Entry


class Conflict(Exception):
    """Somebody else changed a field after this author had opened the page.

    `entries` maps each such field to the entry of the log that tells who and when; `record` is
    what is stored now.
    """

    def __init__(self, entries: dict[str, Entry], record: Any):
        super().__init__(", ".join(entries))
        self.entries = entries
        self.record = record


def changed_since(record: Any, seen: int, window: str) -> dict[str, tuple[str, Entry]]:
    """What others changed after version `seen`: field -> (text before, the latest entry)."""
    later: dict[str, tuple[str, Entry]] = {}
    for entry in Entry.objects.about(record).filter(detail__version__gt=seen).reverse():
        if window and entry.detail.get("window") == window:
            continue
        for name, (before, __) in entry.detail.get("changes", {}).items():
            first = later[name][0] if name in later else before
            later[name] = (first, entry)
    return later


def without_clashes(
    record: Any, changes: dict[str, list[str]], *, seen: int, window: str = ""
) -> dict[str, list[str]]:
    """Of `changes` {field: [before, after]} those that are the author's own.

    Fields that others changed after version `seen` and the author did not drop out. Raises
    Conflict if both changed one.
    """
    conflicts = {}
    changes = dict(changes)
    for name, (before, entry) in changed_since(record, seen, window).items():
        if name in changes and changes[name][1] == before:
            del changes[name]
        elif name in changes:
            conflicts[name] = entry
    if conflicts:
        raise Conflict(conflicts, record)
    return changes
