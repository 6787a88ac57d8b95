"""Regions."""

from functools import reduce
from operator import or_

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

    def within(self, *regions):
        """The `regions` themselves and everything below them, whose codes begin with theirs.

        Seven districts of Northern Ireland (UKN10 to UKN16) are below UKN0 all the same.
        """
        below = (
            Q(Q(code__startswith=each.code) | Q(parent=each), nuts_version=each.nuts_version)
            for each in regions
        )
        return self.filter(reduce(or_, below, Q(pk__in=())))

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

    class Category(models.TextChoices):
        LESS = "less", _("Less developed")
        TRANSITION = "transition", _("Transition")
        MORE = "more", _("More developed")

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
    category = models.CharField(
        _("category of development"),
        max_length=10,
        choices=Category,
        blank=True,
        help_text=_("Of a NUTS 2 region of the EU, as the structural funds class it."),
    )
    peer_group = models.ForeignKey(
        "PeerGroup",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
        editable=False,
    )
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
        indexes = [
            models.Index(fields=["level", "code"], name="region_level_code"),
            models.Index(fields=["category", "code"], name="region_category_code"),
        ]

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


models.CharField.register_lookup(Length, "length")
