"""Form fields for regions, and the back office's form."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from ponte.regions.models import Region


class RegionCodesField(forms.CharField):
    """Several regions, typed as codes with commas or spaces between them.

    Gives a list of regions, each in its newest classification.
    """

    default_error_messages = {"unknown": _("No region has the code %(codes)s.")}

    def prepare_value(self, value):
        if isinstance(value, str) or value is None:
            return value
        return ", ".join(region.code for region in value)

    def clean(self, value):
        codes = list(dict.fromkeys(re.findall(r"\w+", super().clean(value).upper())))
        rows = Region.objects.filter(code__in=codes).order_by("nuts_version")
        found = {region.code: region for region in rows}
        if unknown := [code for code in codes if code not in found]:
            raise ValidationError(
                self.error_messages["unknown"], "unknown", {"codes": ", ".join(unknown)}
            )
        return [found[code] for code in codes]

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial) or "", data)


class RegionForm(WagtailAdminModelForm):
    """What identifies a region is fixed once it exists: records and addresses hang on it."""

    FIXED = ("code", "nuts_version", "level", "parent")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.FIXED if self.instance.pk else ():
            self.fields[name].disabled = True

    def save(self, commit=True):  # noqa: FBT002 - Django's signature
        region = super().save(commit=commit)
        if commit and (region.portrait_id is None or "outline" in self.changed_data):
            self.move_portraits(region)
        return region

    def move_portraits(self, region):
        """Let `region`, and those below that shared its outline, show the nearest one there is."""
        above = region.parent.portrait if region.parent else None
        former, portrait = region.portrait, region if region.outline else above
        without = Region.objects.within(region).filter(outline="", portrait=former)
        without.exclude(pk=region.pk).update(portrait=portrait)
        region.portrait = portrait
        region.save(update_fields=["portrait"])
