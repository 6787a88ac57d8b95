from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.regions.models import Region
from ponte.topics.models import Topic

TARGETS = ("topic", "region", "project", "practice", "person")


def exactly_one() -> Q:
    """A row is about one target, or is a search."""
    kinds = [*TARGETS, "search"]
    rows = Q()
    for kind in kinds:
        row = Q()
        for other in kinds:
            is_empty = Q(search="") if other == "search" else Q(**{f"{other}__isnull": True})
            row &= ~is_empty if other == kind else is_empty
        rows |= row
    return rows


class Follow(models.Model):
    """One thing that a member follows. `told_until`: what came before was told, or is old.

    `search` is a search with its filters as an address on this site.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    region = models.ForeignKey(Region, models.CASCADE, null=True, related_name="+")
    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="+")
    practice = models.ForeignKey(Practice, models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="followed_by"
    )
    search = models.CharField(_("search"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    told_until = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("followed")
        verbose_name_plural = _("followed")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=exactly_one(), name="follow_one_thing"),
            *(
                models.UniqueConstraint(fields=["member", kind], name=f"follow_{kind}_once")
                for kind in TARGETS
            ),
            models.UniqueConstraint(
                fields=["member", "search"], condition=~Q(search=""), name="follow_search_once"
            ),
            models.CheckConstraint(
                condition=Q(person=None) | ~Q(person=models.F("member")), name="follow_not_oneself"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def kind(self) -> str:
        return next((kind for kind in TARGETS if getattr(self, f"{kind}_id")), "search")

    @property
    def open_since(self) -> datetime:
        """What came after it is told; with an hour for the search index to catch up."""
        return max(self.created_at, self.told_until - timedelta(hours=1))

    @property
    def target(self):
        """What is followed; of a search the row itself."""
        return self if self.kind == "search" else getattr(self, self.kind)

    @property
    def title(self) -> str:
        if self.kind == "search":
            return self.words or gettext("Search")
        if self.kind == "person":
            return self.person.name
        return getattr(self.target, "label", None) or str(self.target)

    @property
    def words(self) -> str:
        """What was searched for, and the values of the filters."""
        return ", ".join(value for _name, value in parse_qsl(urlsplit(self.search).query))

    @property
    def url(self) -> str:
        return self.search if self.kind == "search" else self.target.get_absolute_url()
