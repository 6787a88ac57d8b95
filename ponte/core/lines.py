"""A list of short texts, typed one per line."""

from django import forms


class LinesWidget(forms.Textarea):
    def __init__(self, attrs=None):
        super().__init__({"rows": 5, **(attrs or {})})

    def format_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value


class LinesField(forms.CharField):
    """Gives a list of texts without spaces around them; empty and repeated lines drop out."""

    widget = LinesWidget

    def to_python(self, value):
        if isinstance(value, list):
            return value
        lines = (line.strip() for line in (value or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)
