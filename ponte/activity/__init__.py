"""What was done, by whom and when: a record that is only ever added to.

- `record(actor=…, verb=…, target=…)`: note something, in the transaction that does it
- `Entry.objects.about(target)`: what was done to a record, newest first
- `wording.register(…)`: how the verbs and states of a kind of record are told to people
- `activity/_history.html` with `entries`: the list for a page
"""

from typing import Any

from django.apps import apps as installed
from django.db.models import Model

__all__ = ["kind_of", "record"]


def kind_of(target: Model | type[Model]) -> str:
    """The name of `target`'s kind of record: "practices.practice"."""
    return target._meta.label_lower


def record(
    *,
    actor,
    verb: str,
    target: Model,
    from_state: str = "",
    to_state: str = "",
    detail: dict[str, Any] | None = None,
):
    """Note that `actor` (None: it happened by itself) did `verb` to `target`; return the Entry.

    `detail` is anything that JSON can tell. Call it in the transaction of the change.
    """
    return installed.get_model("activity", "Entry").objects.create(
        actor=actor,
        verb=verb,
        kind=kind_of(target),
        object_id=str(target.pk),
        from_state=from_state,
        to_state=to_state,
        detail=detail or {},
    )
