"""Choosing many records in the page editor: one in a line, for lists are too long to tick."""

import re
from abc import ABC, abstractmethod
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import AdminAutoHeightTextInput

from ponte.regions.forms import RegionField
from ponte.regions.models import Region
from ponte.topics.forms import TopicsField

IN_BRACKETS = re.compile(r"\((\S+)\)$")


class LinesField(ABC, forms.CharField):
    """Records, one in a line; gives them as a list, each once."""

    widget = AdminAutoHeightTextInput

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, **kwargs})

    def prepare_value(self, value):
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(map(self.line, value))

    def clean(self, value):
        records, errors = {}, []
        for line in filter(None, map(str.strip, (super().clean(value) or "").splitlines())):
            try:
                record = self.find(line)
                records[record.pk] = record
            except ValidationError as error:
                errors += error.messages
        if errors:
            raise ValidationError(errors)
        return list(records.values())

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial) or "", data)

    @abstractmethod
    def find(self, line):
        """The record that `line` names. Raises ValidationError."""

    @abstractmethod
    def line(self, record):
        """How `record` is written."""


class RegionLines(LinesField):
    """A code or a name: "ES51", "Catalonia", "Girona, Spain"."""

    def find(self, line):
        found = IN_BRACKETS.search(line)
        return RegionField().clean(found[1] if found else line)

    def line(self, region):
        if region.level == Region.Level.COUNTRY:
            return region.label
        return f"{region.label} ({region.code})"


class RecordLines(LinesField):
    """The address of a record's page, or its title."""

    default_error_messages = {"unknown": _("Nothing has the address or title “%(line)s”.")}

    def __init__(self, *, records, title="title", **kwargs):
        self.records, self.title = records, title
        super().__init__(**kwargs)

    def find(self, line):
        found = IN_BRACKETS.search(line)
        slug = found[1] if found else urlsplit(line).path.rstrip("/").rpartition("/")[2]
        record = (
            self.records.filter(slug=slug).first()
            or self.records.filter(**{f"{self.title}__iexact": line}).first()
        )
        if record is None:
            raise ValidationError(self.error_messages["unknown"], "unknown", {"line": line})
        return record

    def line(self, record):
        return f"{getattr(record, self.title) or record} ({record.slug})"


class ArticleForm(WagtailAdminPageForm):
    """An article with its topics ticked under their hubs, and its regions in lines."""

    topics = TopicsField(label=_("Topics"), required=False)
    regions = RegionLines(
        label=_("Regions"),
        help_text=_("One in a line, by code or name: ES51, or Girona, Spain."),
    )
