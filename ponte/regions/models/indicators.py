"""Indicators, their figures, and how figures of old regions are carried to new ones."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ponte.regions.models.places import Region


class IndicatorQuerySet(models.QuerySet):
    def with_years(self):
        """With `years` at hand, newest first: two queries in all."""
        return self.prefetch_related("years")


class Indicator(models.Model):
    """What a figure measures. `theme` groups the structural ones: "demography", "sectors".

    An additive indicator counts something, so that a region's value is the sum of its
    parts' values; a share, a rate or a mean is not additive.
    """

    class Direction(models.TextChoices):
        HIGHER = "higher", _("Higher is better")
        LOWER = "lower", _("Lower is better")
        NEITHER = "neither", _("Neither")

    WELL_COVERED = 0.6

    class Group(models.TextChoices):
        STRUCTURAL = "structural", _("Structural")
        PERFORMANCE = "performance", _("Performance")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    unit = models.CharField(_("unit"), max_length=100, blank=True)
    source = models.CharField(_("source"), max_length=100, default="Eurostat")
    dataset = models.CharField(
        _("source dataset"),
        max_length=100,
        blank=True,
        help_text=_("The source's own code of the table, for instance nama_10r_2gdp."),
    )
    direction = models.CharField(
        _("direction"), max_length=10, choices=Direction, default=Direction.NEITHER
    )
    group = models.CharField(_("group"), max_length=12, choices=Group, default=Group.PERFORMANCE)
    theme = models.CharField(_("theme"), max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=1)
    additive = models.BooleanField(_("additive"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    revised_at = models.DateTimeField(
        _("figures revised"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When figures of it were last written."),
    )

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["position", "code"]

    def __str__(self):
        return self.name

    @property
    def origin(self):
        """Where its figures come from: "Eurostat, nama_10r_2gdp"."""
        return ", ".join(filter(None, [self.source, self.dataset]))

    @property
    def well_covered_years(self):
        """The years in which most NUTS 2 regions have a figure, newest first.

        "Most" is at least WELL_COVERED of the regions that the best covered year has.
        """
        years = list(self.years.all())
        best = max((each.regions for each in years), default=0)
        return [each.year for each in years if each.regions >= self.WELL_COVERED * best > 0]

    @property
    def shown_year(self):
        """The newest well covered year, or None without figures of NUTS 2 regions."""
        return next(iter(self.well_covered_years), None)


def origins(indicators):
    """Where the figures of `indicators` come from: "Eurostat, tgs00007, tgs00010; Istat"."""
    tables = {}
    for indicator in indicators:
        tables.setdefault(indicator.source, {})[indicator.dataset] = None
    return "; ".join(", ".join(filter(None, [source, *found])) for source, found in tables.items())


class IndicatorYear(models.Model):
    """How many NUTS 2 regions have a figure of an indicator in a year, as last counted."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"))
    regions = models.PositiveIntegerField(_("regions"))

    class Meta:
        verbose_name = _("year of an indicator")
        verbose_name_plural = _("years of indicators")
        ordering = ["indicator", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year"], name="indicator_year_unique"),
        ]

    def __str__(self):
        return f"{self.indicator_id} {self.year}: {self.regions}"


class IndicatorValue(models.Model):
    """One figure: an indicator, a region, a year, and the NUTS version it was given in.

    `flag` holds the source's letters ("e" estimated, "p" provisional, "b" break) and
    "e" for a figure that was carried to the region by weights.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values")
    region = models.ForeignKey(Region, models.CASCADE, related_name="values")
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.FloatField(_("value"))
    flag = models.CharField(_("flag"), max_length=10, blank=True)
    nuts_version = models.CharField(_("NUTS version of the source"), max_length=4)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["indicator", "region", "year"]
        constraints = [
            models.UniqueConstraint(fields=["region", "indicator", "year"], name="figure_unique"),
            models.CheckConstraint(
                # Not-a-number is greater than all numbers to PostgreSQL and NULL to SQLite.
                condition=Q(value__gte=-1e300, value__lte=1e300),
                name="figure_is_finite",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1900, year__lte=2200), name="figure_year_plausible"
            ),
        ]
        indexes = [
            models.Index(fields=["indicator", "year", "region"], name="figure_indicator_year")
        ]

    def __str__(self):
        return f"{self.indicator_id} {self.region_id} {self.year}: {self.value}"


class Crosswalk(models.Model):
    """How much of a region of one NUTS version lies in a region of another.

    `population` (inhabitants of 2021) and `area` (km²) measure the common part.
    """

    from_code = models.CharField(_("from code"), max_length=5)
    from_version = models.CharField(_("from version"), max_length=4)
    to_code = models.CharField(_("to code"), max_length=5)
    to_version = models.CharField(_("to version"), max_length=4)
    level = models.PositiveSmallIntegerField(_("level"), choices=Region.Level)
    population = models.FloatField(_("population"))
    area = models.FloatField(_("area in km²"))

    class Meta:
        verbose_name = _("crosswalk entry")
        verbose_name_plural = _("crosswalk entries")
        ordering = ["from_version", "to_version", "from_code", "to_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_version", "to_version", "from_code", "to_code"],
                name="crosswalk_unique",
            ),
            models.CheckConstraint(
                condition=Q(population__gte=0, population__lte=1e300, area__gte=0, area__lte=1e300),
                name="crosswalk_weights_finite",
            ),
        ]
        indexes = [models.Index(fields=["to_version", "level"], name="crosswalk_target_level")]

    def __str__(self):
        return f"{self.from_code} ({self.from_version}) → {self.to_code} ({self.to_version})"
