"""The model's own rules, asked without a query.

`Model.full_clean` asks the database once per constraint and relation; an import of many
rows cannot. Relations are right by construction, slugs are settled for all rows together.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Model, Q

LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, choices: value in choices,
    "range": lambda value, bounds: bounds[0] <= value <= bounds[1],
}


class Rules:
    """The rules of `model`; `columns` names the column of a field where it is another."""

    def __init__(self, model: type[Model], columns: Mapping[str, str] | None = None):
        fields = model._meta.concrete_fields
        self.relations = {field.name: field.attname for field in fields if field.is_relation}
        self.constraints = [
            each for each in model._meta.constraints if isinstance(each, CheckConstraint)
        ]
        self.columns = columns or {}

    def faults(self, record: Model) -> Iterator[tuple[list[str], str]]:
        """Yield what is wrong with `record`: the columns concerned, and the reason."""
        wrong: set[str] = set()
        values = dict(record.__dict__)
        values |= {name: values.get(attname) for name, attname in self.relations.items()}
        try:
            record.clean_fields(exclude=set(self.relations))
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                wrong.add(name)
                yield [self.columns.get(name, name)], " ".join(messages)
        for constraint in self.constraints:
            names = field_names(constraint.condition)
            if not wrong.intersection(names) and holds(constraint.condition, values) is False:
                columns = list(dict.fromkeys(self.columns.get(name, name) for name in names))
                yield columns, str(constraint.get_violation_error_message())


def field_names(condition: Any) -> list[str]:
    """The fields that a condition speaks of, in its order, each once."""
    names: list[str] = []
    for child in children(condition):
        names += field_names(child) if isinstance(child, Q) else [child[0].split("__")[0]]
    return list(dict.fromkeys(names))


def children(condition: Any) -> list[Any]:
    """The parts of a condition: conditions, or pairs of a look-up and what it expects."""
    return list(condition.children)


def holds(condition: Any, values: Mapping[str, Any]) -> bool | None:
    """Whether a condition is true of `values`, None where SQL would say NULL.

    Raises KeyError for a lookup that is not in `LOOKUPS`.
    """
    answers = [
        holds(child, values) if isinstance(child, Q) else _compares(child[0], child[1], values)
        for child in children(condition)
    ]
    decisive = condition.connector == Q.OR
    answer: bool | None = not decisive
    if decisive in answers:
        answer = decisive
    elif None in answers:
        answer = None
    return answer if answer is None or not condition.negated else not answer


def _compares(key: str, expected: Any, values: Mapping[str, Any]) -> bool | None:
    name, _, lookup = key.partition("__")
    value = values[name]
    if isinstance(expected, F):
        expected = values[str(expected.name)]  # type: ignore[attr-defined]
        if expected is None:
            return None
    if lookup == "isnull":
        return (value is None) == expected
    if expected is None:
        return value is None
    return None if value is None else LOOKUPS[lookup or "exact"](value, expected)
