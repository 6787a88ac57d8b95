from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ponte.regions.codes import ancestor_codes, country_name


class RegionQuerySet(models.QuerySet):
    def of_level(self, level):
        return self.filter(level=level)

    def places(self):
        """Without the extra-regio codes, which stand for no place on the map."""
        return self.filter(is_extra_regio=False)

    def within(self, region):
        """`region` itself and everything below it, whose codes begin with its own.

        Seven districts of Northern Ireland (UKN10 to UKN16) are below UKN0 all the same.
        """
        return self.filter(
            Q(code__startswith=region.code) | Q(parent=region), nuts_version=region.nuts_version
        )

    def page(self, code):
        """The region of the newest version with this code and all above it, or None."""
        above = ("portrait", "parent__parent__parent")
        return self.select_related(*above).filter(code=code).order_by("-nuts_version").first()


class Region(models.Model):
    """A territory of the NUTS classification or of its statistical counterpart.

    `code` has two letters for a country and one more character per level, and belongs
    to `nuts_version`. `portrait` is the region whose outline stands for this one: itself
    or its nearest ancestor that has an outline.
    """

    class Level(models.IntegerChoices):
        COUNTRY = 0, _("Country")
        NUTS1 = 1, _("NUTS 1")
        NUTS2 = 2, _("NUTS 2")
        NUTS3 = 3, _("NUTS 3")

    code = models.CharField(_("code"), max_length=5)
    nuts_version = models.CharField(_("NUTS version"), max_length=4)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    name = models.CharField(_("name"), max_length=150)
    name_latin = models.CharField(
        _("name in Latin letters"),
        max_length=150,
        blank=True,
        help_text=_("Only where the name is written in Greek or Cyrillic letters."),
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children"
    )
    is_extra_regio = models.BooleanField(_("extra-regio"), default=False)
    outline = models.TextField(
        _("outline"),
        blank=True,
        help_text=_("SVG path data in a box of 100 by 100."),
    )
    portrait = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    map_x = models.FloatField(_("x on the map"), null=True, blank=True, editable=False)
    map_y = models.FloatField(_("y on the map"), null=True, blank=True, editable=False)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "nuts_version"], name="region_code_unique"),
            models.CheckConstraint(
                condition=Q(code__length=F("level") + 2), name="region_code_fits_level"
            ),
            models.CheckConstraint(
                condition=Q(level=0, parent=None) | Q(level__gt=0, parent__isnull=False),
                name="region_parent_unless_country",
            ),
        ]
        indexes = [models.Index(fields=["level", "code"], name="region_level_code")]

    def __str__(self):
        return f"{self.label} ({self.code})"

    def get_absolute_url(self):
        return reverse("regions:detail", args=[self.code])

    @property
    def label(self):
        """The name as readers see it: a country's in their language, others' in their own.

        A name in Greek or Cyrillic letters is followed by its form in Latin letters.
        """
        if self.level == self.Level.COUNTRY:
            return country_name(self.code, get_language()) or self.name
        if self.name_latin:
            return f"{self.name} · {self.name_latin}"
        return self.name

    @property
    def country_code(self):
        """Two letters as Eurostat uses them: "EL", "UK"."""
        return self.code[:2]

    @property
    def country_label(self):
        return country_name(self.country_code, get_language())

    @property
    def ancestors(self):
        """The regions above this one, nearest first. One query each unless selected."""
        found = []
        parent = self.parent
        while parent is not None:
            found.append(parent)
            parent = parent.parent
        return found

    def codes_on_map(self):
        """The codes of the shapes on the map that make up, or stand for, this region."""
        if self.level >= self.Level.NUTS2:
            return [self.portrait.code] if self.portrait else []
        parts = Region.objects.places().within(self).of_level(self.Level.NUTS2)
        shapes = parts.exclude(portrait__level=self.Level.COUNTRY).exclude(portrait=None)
        return sorted(set(shapes.values_list("portrait__code", flat=True)))

    @property
    def ancestor_codes(self):
        """The codes above this one, nearest first: "ES5", "ES" of "ES51"."""
        return ancestor_codes(self.code)


class Indicator(models.Model):
    """What a figure measures. `theme` groups the structural ones: "demography", "sectors".

    An additive indicator counts something, so that a region's value is the sum of its
    parts' values; a share, a rate or a mean is not additive.
    """

    class Direction(models.TextChoices):
        HIGHER = "higher", _("Higher is better")
        LOWER = "lower", _("Lower is better")
        NEITHER = "neither", _("Neither")

    class Group(models.TextChoices):
        STRUCTURAL = "structural", _("Structural")
        PERFORMANCE = "performance", _("Performance")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    unit = models.CharField(_("unit"), max_length=100, blank=True)
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

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["position", "code"]

    def __str__(self):
        return self.name


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


class SimilarRegionQuerySet(models.QuerySet):
    def listed(self, region, number=10, *, other_countries=False):
        """The `number` regions most like `region`, nearest first. One query."""
        found = self.filter(region=region).select_related("other__portrait").order_by("rank")
        if other_countries:
            found = found.exclude(other__code__startswith=region.country_code)
        return found[:number]


class SimilarRegion(models.Model):
    """A region among those most like another in structure, as last computed.

    `rank` counts all comparable regions from 1; `distance` and `coverage` are from 0 to 1.
    `closest` and `apart` hold what brings the two closest and drives them apart, foremost
    first: `{"code": an indicator's, "contribution": its part in the distance}`.
    """

    # Of each region, and again of those in other countries.
    KEPT = 30

    region = models.ForeignKey(Region, models.CASCADE, related_name="similar")
    other = models.ForeignKey(Region, models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField(_("rank"))
    distance = models.FloatField(_("distance"))
    coverage = models.FloatField(_("share of the weight that is known"))
    closest = models.JSONField(_("what brings them closest"), default=list)
    apart = models.JSONField(_("what drives them apart"), default=list)

    objects = SimilarRegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("similar region")
        verbose_name_plural = _("similar regions")
        ordering = ["region", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["region", "rank"], name="similar_rank_unique"),
            models.UniqueConstraint(fields=["region", "other"], name="similar_pair_unique"),
            models.CheckConstraint(
                condition=~Q(region=F("other")), name="similar_is_another_region"
            ),
            models.CheckConstraint(
                condition=Q(distance__gte=0, distance__lte=1, coverage__gt=0, coverage__lte=1),
                name="similar_measures_are_shares",
            ),
        ]

    def __str__(self):
        return f"{self.region_id} {self.rank}: {self.other_id}"


models.CharField.register_lookup(Length, "length")
