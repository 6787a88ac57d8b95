"""Model fields that the template of a programme needs: text with a hard limit."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import models


def normalise_newlines(text: str) -> str:
    """Return `text` with every line break as a single "\\n", as people count it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class LimitedTextField(models.TextField):
    """Text of at most `limit` code points, counted after newline normalisation.

    The limit is checked by validation and by the database. The form field carries no
    `maxlength` (a browser would cut a paste silently); it carries `data-limit` for the
    counter. A `single_line` text is typed in one line and holds no line break.
    """

    def __init__(self, *args, limit: int, single_line: bool = False, **kwargs):
        self.limit = limit
        self.single_line = single_line
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, MaxLengthValidator(limit)]

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs["limit"] = self.limit
        if self.single_line:
            kwargs["single_line"] = True
        if "validators" in kwargs:
            kwargs["validators"] = [
                v for v in kwargs["validators"] if not isinstance(v, MaxLengthValidator)
            ]
            if not kwargs["validators"]:
                del kwargs["validators"]
        return name, path, args, kwargs

    def db_check(self, connection):
        column = connection.ops.quote_name(self.column)
        return f"LENGTH({column}) <= {self.limit}"

    def normalise(self, value):
        if not isinstance(value, str):
            return value
        value = normalise_newlines(value)
        return value.replace("\n", " ") if self.single_line else value

    def to_python(self, value):
        return self.normalise(super().to_python(value))

    def get_prep_value(self, value):
        return self.normalise(super().get_prep_value(value))

    def formfield(self, **kwargs):
        if self.single_line:
            kwargs.setdefault("widget", forms.TextInput)
        field = super().formfield(**kwargs)
        field.limit = self.limit
        field.widget.attrs["data-limit"] = str(self.limit)
        return field
