"""All that fit is counted from, held in the memory of each process and kept up to date.

`current()` gives it, and costs a few small queries while nothing has changed. A practice that
changed is read anew by itself. Texts are not held: what is shown is read for the page.
"""

import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from django.utils import timezone

from ponte.matching import atlas as atlases
from ponte.matching import holdings as holding
from ponte.matching.actions import KEPT_FOR
from ponte.matching.atlas import Atlas
from ponte.matching.holdings import Columns, Holdings
from ponte.matching.models import Change

# A change is noted in the transaction that makes it, and seen when that has ended: so long may
# it take.
LONGEST_TRANSACTION = timedelta(minutes=10)


@dataclass(frozen=True)
class Inputs:
    atlas: Atlas
    columns: Columns
    holdings: Holdings


class Store:
    """The Inputs of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.inputs: Inputs | None = None
        self.edition: tuple = ()
        self.seen: set[int] = set()
        self.looked = timezone.now()

    def current(self) -> Inputs:
        """The Inputs as the database has them now."""
        with self.lock:
            now = timezone.now()
            changes = self.changes(now)
            edition = atlases.edition()
            is_late = now - self.looked > KEPT_FOR - LONGEST_TRANSACTION
            if self.inputs is None or None in changes or is_late:
                self.inputs = everything()
            else:
                same = edition == self.edition and None not in edition
                self.inputs = brought_up(self.inputs, changes, same=same)
            self.edition, self.looked = edition, now
            return self.inputs

    def changes(self, now: datetime) -> set[int | None]:
        """The practices changed since the last look; None among them: anything else."""
        since = Change.objects.filter(at__gte=min(now, self.looked) - LONGEST_TRANSACTION)
        found = dict(since.values_list("pk", "practice_id"))
        new = {practice for key, practice in found.items() if key not in self.seen}
        self.seen = set(found)
        return new


@cache
def store() -> Store:
    """The one store of this process."""
    return Store()


def current() -> Inputs:
    return store().current()


def everything() -> Inputs:
    atlas, columns = atlases.load(), holding.columns()
    return Inputs(atlas, columns, holding.load(atlas.places, columns))


def brought_up(inputs: Inputs, changes: set[int | None], *, same: bool) -> Inputs:
    """`inputs` with the practices that changed, and unless they are the `same` with the regions."""
    if not same:
        atlas = atlases.load()
        if atlas.places != inputs.atlas.places:
            return everything()
        inputs = replace(inputs, atlas=atlas)
    keys = {key for key in changes if key is not None}
    if not keys:
        return inputs
    fresh = holding.load(inputs.atlas.places, inputs.columns, keys)
    return replace(inputs, holdings=inputs.holdings.replaced(keys, fresh))
