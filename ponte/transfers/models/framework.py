"""What is asked when a transfer is assessed: a list of components, in versions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ponte.core.fields import LimitedTextField


class FrameworkIsFrozen(Exception):
    """A transfer is assessed by this framework: a change makes a new version."""


class Framework(models.Model):
    """A version of the list of components. Frozen from the first transfer on."""

    version = models.PositiveSmallIntegerField(_("version"), unique=True)

    class Meta:
        verbose_name = _("transferability framework")
        verbose_name_plural = _("transferability frameworks")
        ordering = ["-version"]
        get_latest_by = "version"

    def __str__(self):
        return str(self.version)

    def delete(self, *args, **kwargs):
        refuse_when_frozen(self)
        return super().delete(*args, **kwargs)

    @property
    def is_used(self):
        return self.pk is not None and self.transfers.exists()


class Component(models.Model):
    """Something on which a transfer depends. Its words are translated where they are shown."""

    class Group(models.TextChoices):
        PROBLEM = "problem", _("Problem fit")
        POPULATION = "population", _("Population and economy")
        GOVERNANCE = "governance", _("Governance and legal competence")
        RESOURCES = "resources", _("Resources")
        STAKEHOLDERS = "stakeholders", _("Stakeholders and political will")
        DELIVERY = "delivery", _("Delivery and time")

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="components")
    slug = models.SlugField(_("slug"), max_length=40)
    group = models.CharField(_("group"), max_length=12, choices=Group)
    name = models.CharField(_("name"), max_length=120)
    question = LimitedTextField(_("question"), limit=300)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        ordering = ["framework", "position"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "slug"], name="component_unique"),
            models.CheckConstraint(
                condition=Q(
                    group__in=[
                        "problem",
                        "population",
                        "governance",
                        "resources",
                        "stakeholders",
                        "delivery",
                    ]
                ),
                name="component_group_known",
            ),
        ]

    def __str__(self):
        return self.label

    def save(self, *args, **kwargs):
        refuse_when_frozen(self.framework)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        refuse_when_frozen(self.framework)
        return super().delete(*args, **kwargs)

    @property
    def label(self):
        return gettext(self.name)

    @property
    def prompt(self):
        return gettext(self.question)


def refuse_when_frozen(framework):
    if framework.is_used:
        raise FrameworkIsFrozen(framework)
