"""What the reader asks the monitor for: a form, and the choice that comes out of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ponte.regions import filters
from ponte.regions.codes import country_name
from ponte.regions.models import Indicator, Region, SimilarRegion

QUANTILE, EQUAL = "quantile", "equal"

# Each kind of region, by the indicator whose figure is the share of people in such areas.
TYPOLOGIES = {
    "urban": ("urban-share", gettext_lazy("Mostly urban")),
    "rural": ("rural-share", gettext_lazy("Mostly rural")),
    "coastal": ("coastal-share", gettext_lazy("Mostly coastal")),
    "border": ("border-share", gettext_lazy("Mostly along borders")),
}
SORTS = [sign + name for name in ("name", "country", "value", "practices") for sign in ("", "-")]
HIGHEST_FIRST = "-value"


@dataclass(frozen=True, slots=True)
class Choice:
    """What to show. Without an indicator there are no figures: the map shows the land.

    `shares` is the indicator that tells which regions are of the kind `typology`.
    """

    indicator: Indicator | None = None
    year: int = 0
    classes: str = QUANTILE
    country: str = ""
    like: Region | None = None
    typology: str = ""
    shares: Indicator | None = None
    category: str = ""
    points: bool = True
    sort: str = HIGHEST_FIRST

    def parameters(self) -> dict[str, str | int]:
        """The query string that leads to the same map, also when newer figures have come."""
        found = {
            "indicator": self.indicator.code if self.indicator else "",
            "year": self.year or "",
            "classes": "" if self.classes == QUANTILE else self.classes,
            "country": self.country,
            "like": self.like.code if self.like else "",
            "typology": self.typology,
            "category": self.category,
            "points": 1 if self.points else "",
        }
        return {name: value for name, value in found.items() if value}

    def narrowed(self) -> Iterator[tuple[str, str]]:
        """What the regions shown have in common: the parameter that says so, and words."""
        if self.country:
            yield "country", country_name(self.country, get_language())
        if self.like:
            yield "like", _("Regions like %(region)s") % {"region": self.like.label}
        if self.typology:
            yield "typology", str(TYPOLOGIES[self.typology][1])
        if self.category:
            yield "category", str(Region.Category(self.category).label)


class MonitorForm(forms.Form):
    """Every field may be left out; `sort` goes along unseen."""

    indicator = forms.ChoiceField(label=gettext_lazy("Show"), required=False)
    year = forms.TypedChoiceField(
        label=gettext_lazy("Year"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={
            "invalid_choice": gettext_lazy(
                "Too few regions have a figure of %(value)s, so the newest ones are shown."
            )
        },
    )
    classes = forms.ChoiceField(
        label=gettext_lazy("Classes"),
        required=False,
        choices=[
            (QUANTILE, gettext_lazy("as many regions in each")),
            (EQUAL, gettext_lazy("equally wide")),
        ],
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    typology = forms.ChoiceField(label=gettext_lazy("Kind of region"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category of development"), required=False)
    like = forms.CharField(
        label=gettext_lazy("Regions like"), required=False, max_length=filters.TEXT_LIMIT
    )
    points = forms.BooleanField(label=gettext_lazy("Show where good practices are"), required=False)
    sort = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        choices=[(name, name) for name in SORTS],
    )

    def __init__(
        self,
        data: Mapping[str, str],
        *,
        indicators: Sequence[Indicator],
        places: Collection[Region],
    ):
        self.indicators = {each.code: each for each in indicators}
        self.shown = self.indicators.get(data.get("indicator", "")) or first_of(indicators)
        super().__init__({"indicator": self.shown.code, "points": "on"} | dict(data))
        years = self.shown.well_covered_years
        newest = _("newest: %(year)s") % {"year": years[0]}
        countries = [(each.code, each.label) for each in places if not each.level]
        kinds = [(k, name) for k, (code, name) in TYPOLOGIES.items() if code in self.indicators]
        given = {each.category for each in places}
        categories = [pair for pair in Region.Category.choices if pair[0] in given]
        choices: dict[str, list[tuple[Any, Any]]] = {
            "indicator": [
                (label, [(each.code, each.name) for each in indicators if each.group == group])
                for group, label in reversed(Indicator.Group.choices)
            ],
            "year": [("", newest), *((year, str(year)) for year in years)],
            "country": [("", _("All")), *sorted(countries, key=itemgetter(1))],
            "typology": [("", _("All")), *kinds],
            "category": [("", _("All")), *categories],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]

    def clean_like(self) -> Region | None:
        text = " ".join(self.cleaned_data["like"].split())
        return comparable(text) if text else None


def comparable(text: str) -> Region:
    """The NUTS 2 region that `text` means, by code or name, with regions like it.

    Raises ValidationError if there is none.
    """
    found = filters.find(text, None)
    if not found:
        raise ValidationError(
            _("No region has the name or code “%(text)s”."), params={"text": text}
        )
    region = found[0].region
    if region.level == Region.Level.NUTS3 and region.parent:
        region = region.parent
    if region.level != Region.Level.NUTS2:
        raise ValidationError(
            _("%(region)s is no NUTS 2 region, and only those are compared."),
            params={"region": region.label},
        )
    if not SimilarRegion.objects.filter(region=region).exists():
        raise ValidationError(
            _("%(region)s has too few figures to be compared."), params={"region": region.label}
        )
    return region


def first_of(indicators: Sequence[Indicator]) -> Indicator:
    """What is shown unasked: the first that tells of performance, or else the first."""
    ours = (each for each in indicators if each.group == Indicator.Group.PERFORMANCE)
    return next(ours, indicators[0])


def choose(
    data: Mapping[str, str], places: Collection[Region]
) -> tuple[Choice, MonitorForm | None, list[str]]:
    """The choice that `data` asks for, its form, and a message for each part that is wrong.

    `places` are all countries and NUTS 2 regions. What is wrong is left out. The form is
    None as long as there are no figures.
    """
    indicators = [each for each in Indicator.objects.with_years() if each.well_covered_years]
    if not indicators:
        sort = data.get("sort", "")
        return Choice(sort=sort if sort in SORTS else HIGHEST_FIRST), None, []
    fields = MonitorForm.base_fields.keys()
    sent = {name: data[name].replace("\0", "") for name in data.keys() & fields}
    if "indicator" in sent:
        sent.setdefault("points", "")
    form = MonitorForm(sent, indicators=indicators, places=places)
    messages = [_told(form, name, errors) for name, errors in form.errors.items()]
    if messages:
        right = {name: value for name, value in sent.items() if name not in form.errors}
        form = MonitorForm(right, indicators=indicators, places=places)
        form.full_clean()
    return _choice(form), form, messages


def _told(form: MonitorForm, name: str, errors: Sequence[Any]) -> str:
    return f"{form[name].label}: {' '.join(str(error) for error in errors)}"


def _choice(form: MonitorForm) -> Choice:
    chosen = form.cleaned_data
    kind = chosen["typology"]
    return Choice(
        indicator=form.shown,
        year=chosen["year"] or form.shown.shown_year or 0,
        classes=chosen["classes"] or QUANTILE,
        country=chosen["country"],
        like=chosen["like"],
        typology=kind,
        shares=form.indicators[TYPOLOGIES[kind][0]] if kind else None,
        category=chosen["category"],
        points=chosen["points"],
        sort=chosen["sort"] or HIGHEST_FIRST,
    )
