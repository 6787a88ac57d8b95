"""What a project set out to reach, and what it has reached."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from ponte.projects.models.projects import Project


class ProjectIndicator(models.Model):
    """A number that a project promised: `achieved` is None as long as nothing is known."""

    class Kind(models.TextChoices):
        OUTPUT = "output", _("output")
        RESULT = "result", _("result")

    project = ParentalKey(Project, on_delete=models.CASCADE, related_name="indicators")
    position = models.PositiveSmallIntegerField(default=1, editable=False)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.OUTPUT)
    name = models.CharField(_("indicator"), max_length=200)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    baseline = models.DecimalField(
        _("baseline"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    target = models.DecimalField(
        _("target"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    achieved = models.DecimalField(
        _("achieved"), max_digits=17, decimal_places=2, null=True, blank=True
    )

    sort_order_field = "position"

    class Meta:
        verbose_name = _("indicator of a project")
        verbose_name_plural = _("indicators of projects")
        ordering = ["kind", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"],
                name="project_indicator_once",
                violation_error_message=_("The project has this indicator already."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["output", "result"]), name="project_indicator_kind_known"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def share(self):
        """How much of the target is reached, 0 to 1; None where it cannot be said."""
        if self.achieved is None or not self.target:
            return None
        return min(max(self.achieved / self.target, 0), 1)
