"""Form fields for regions, and the back office's form."""

import re
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from ponte.regions.models import Region
from ponte.regions.resolve import UnknownRegion, region_index
from ponte.regions.similarity.scheme import BadScheme, Scheme
from ponte.regions.themes import theme_name


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


class RegionField(forms.CharField):
    """One country or region, typed as a code or a name: "ES51", "Catalonia", "Girona, Spain".

    Gives a Region or None.
    """

    def prepare_value(self, value):
        if isinstance(value, int):
            value = Region.objects.filter(pk=value).first()
        if not isinstance(value, Region):
            return value
        return value.label if value.level == Region.Level.COUNTRY else value.code

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            meant = region_index().resolve(text)
        except UnknownRegion as error:
            raise ValidationError(str(error), "unknown") from error
        return Region.objects.get(code=meant.code, nuts_version=meant.nuts_version)

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


class WeightsForm(forms.Form):
    """How much each group of variables weighs in likeness, and which variables count.

    `names` are those of the indicators by code. Without weights in `parameters`, the
    values are those of `scheme`.
    """

    MOST = 10

    use = forms.MultipleChoiceField(
        label=_("What counts"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one figure to compare.")},
    )

    def __init__(self, parameters, scheme, names):
        self.scheme = scheme
        initial = {self.field_name(group): group.weight for group in scheme.groups}
        weighed = any(name in parameters for name in (*initial, "use"))
        data = parameters.copy() if weighed else None
        for name, weight in initial.items() if weighed else ():
            data.setdefault(name, weight)
        super().__init__(data, initial=initial | {"use": self.used(scheme)})
        self.fields["use"].choices = [(code, names.get(code, code)) for code in scheme.codes]
        for group in scheme.groups:
            self.fields[self.field_name(group)] = forms.FloatField(
                label=pgettext_lazy("of a figure in a comparison", "Weight"),
                min_value=0,
                max_value=self.MOST,
                widget=forms.NumberInput({"step": "any", "size": 4}),
            )

    @staticmethod
    def field_name(group):
        return f"weight-{group.code}"

    @staticmethod
    def used(scheme):
        return [variable.code for variable in scheme.variables if variable.weight]

    @property
    def groups(self):
        """Of each group: its name, the field of its weight, the checkboxes of its variables."""
        boxes = {str(box.data["value"]): box for box in self["use"].subwidgets}
        return [
            (
                theme_name(group.code),
                self[self.field_name(group)],
                [boxes[variable.code] for variable in group.variables],
            )
            for group in self.scheme.groups
        ]

    @cached_property
    def chosen(self) -> Scheme:
        """The scheme that was asked for; the usual one where nothing sensible was."""
        if not (self.is_bound and self.is_valid()):
            return self.scheme
        return self.cleaned_data["scheme"]

    def clean(self):
        values = super().clean()
        if self.errors:
            return values
        groups = tuple(self.weighed(group, values) for group in self.scheme.groups)
        try:
            values["scheme"] = replace(self.scheme, groups=groups)
        except BadScheme as error:
            raise ValidationError(
                _("Nothing that you chose has a weight. Give one group a weight above 0.")
            ) from error
        return values

    def weighed(self, group, values):
        """`group` with the weight that was typed, and only the variables that were ticked."""
        weights = (
            (each.weight or 1.0) if each.code in values["use"] else 0.0 for each in group.variables
        )
        variables = tuple(
            replace(each, weight=weight)
            for each, weight in zip(group.variables, weights, strict=True)
        )
        return replace(group, weight=values[self.field_name(group)], variables=variables)
