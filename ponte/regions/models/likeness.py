"""Which regions are alike, as last computed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ponte.regions.models.places import Region


class PeerGroup(models.Model):
    """Regions that are alike in structure, around the one most typical of them.

    `silhouette`, from -1 to 1, tells how clearly the groups are apart: the same in all.
    """

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    typical = models.ForeignKey(Region, models.CASCADE, related_name="+")
    silhouette = models.FloatField(_("silhouette"))

    class Meta:
        verbose_name = _("peer group")
        verbose_name_plural = _("peer groups")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(silhouette__gte=-1, silhouette__lte=1),
                name="peer_group_silhouette_in_range",
            ),
        ]

    def __str__(self):
        return f"{self.number}: {self.typical_id}"


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
