"""Records whose state changes through one door: the `states.move` of their app."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from rules import Predicate


class StateIsClosed(Exception):
    """Somebody tried to change a state without `states.move`."""


class IllegalMove(ValidationError):
    """A move that may not be. `code` is "state", "right", or what is lacking."""


class Who(NamedTuple):
    """Who may do something: the word for people, and the rule."""

    label: str | Promise
    may: Predicate


class OneDoorQuerySet(models.QuerySet):
    def update(self, **values):
        """Update, but never the state: raises StateIsClosed."""
        if "state" in values:
            raise StateIsClosed(f"{self.model.__name__}: the state changes through states.move().")
        return super().update(**values)


class OneDoor(models.Model):
    """A record with a field `state`, given when it is made and changed by `states.move` only."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Save all but another state: raises StateIsClosed."""
        stored = getattr(self, "_stored_state", None)
        if stored is not None and self.__dict__.get("state", stored) != stored:
            raise StateIsClosed(f"{type(self).__name__}: from {stored} to {self.state}.")
        super().save(*args, **kwargs)
        self._stored_state = self.__dict__.get("state")

    @classmethod
    def from_db(cls, db, field_names, values):
        record = super().from_db(db, field_names, values)
        record._stored_state = record.__dict__.get("state")
        return record
