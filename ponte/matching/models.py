"""What a region declares of itself, what a practice requires, and what changed of both."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ponte.core.fields import LimitedTextField
from ponte.practices.models import Practice
from ponte.regions.models import Region
from ponte.topics.models import Topic

CHALLENGE_LIMIT = 2000
MOST_MONTHS = 240
DEMONSTRATION = "demonstration"


class Competence(models.TextChoices):
    """What the authorities of a region may decide on and act in."""

    BUSINESS = "business", _("support to firms")
    INNOVATION = "innovation", _("research and innovation")
    SKILLS = "skills", _("education and training")
    EMPLOYMENT = "employment", _("employment services")
    SOCIAL = "social", _("social services")
    HEALTH = "health", _("health care")
    TRANSPORT = "transport", _("transport")
    PLANNING = "planning", _("spatial planning and building")
    ENVIRONMENT = "environment", _("environment, water and waste")
    ENERGY = "energy", _("energy")
    CULTURE = "culture", _("culture and tourism")
    FUNDS = "funds", _("managing a programme of the EU’s funds")


class Competences(models.JSONField):
    """A list of Competence codes; None where nobody has said anything."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"null": True, "blank": True, **kwargs})


def competence_labels(codes):
    """The names of competences, in the order of the list."""
    return [str(each.label) for each in Competence if each in (codes or ())]


class Declaration(models.Model):
    """What a NUTS 2 region says of itself: what it wants, what it faces, what it may do."""

    region = models.OneToOneField(
        Region, models.CASCADE, related_name="declaration", verbose_name=_("region")
    )
    priorities = models.ManyToManyField(
        Topic, blank=True, related_name="+", verbose_name=_("priorities")
    )
    challenge = LimitedTextField(_("challenge"), limit=CHALLENGE_LIMIT, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.EU_LANGUAGES, default="en"
    )
    competences = Competences(_("competences"))
    source = models.CharField(_("source"), max_length=40, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("declared by"),
    )
    declared_at = models.DateTimeField(_("declared"), default=timezone.now)

    class Meta:
        verbose_name = _("declaration of a region")
        verbose_name_plural = _("declarations of regions")

    def __str__(self):
        return str(self.region)

    def get_absolute_url(self):
        return reverse("fit:declaration", args=[self.region.code])

    def clean(self):
        super().clean()
        if self.region.level != Region.Level.NUTS2:
            raise ValidationError({"region": _("Regions are compared at level NUTS 2.")})

    @property
    def competence_labels(self):
        return competence_labels(self.competences)

    @property
    def is_made_up(self):
        return self.source == DEMONSTRATION


class Requirements(models.Model):
    """What a practice requires of the region that takes it. Empty: its team has not said."""

    practice = models.OneToOneField(
        Practice, models.CASCADE, related_name="requirements", verbose_name=_("practice")
    )
    competences = Competences(_("competences"))
    least_population = models.PositiveIntegerField(
        _("least number of people in the region"), null=True, blank=True
    )
    cost = models.DecimalField(
        _("cost in euros"),
        max_digits=17,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    months = models.PositiveSmallIntegerField(
        _("months until it works"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_MONTHS)],
    )
    source = models.CharField(_("source"), max_length=40, blank=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stated by"),
    )
    stated_at = models.DateTimeField(_("stated"), default=timezone.now)

    class Meta:
        verbose_name = _("requirements of a practice")
        verbose_name_plural = _("requirements of practices")
        constraints = [
            models.CheckConstraint(
                condition=Q(cost=None) | Q(cost__gte=0), name="requirements_cost_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(months=None) | Q(months__lte=MOST_MONTHS),
                name="requirements_months_plausible",
            ),
        ]

    def __str__(self):
        return str(self.practice)

    @property
    def competence_labels(self):
        return competence_labels(self.competences)

    @property
    def is_made_up(self):
        return self.source == DEMONSTRATION

    @property
    def stated(self):
        """The names of the conditions of which the team has said something."""
        values = {
            "competences": self.competences,
            "population": self.least_population,
            "money": self.cost,
            "time": self.months,
        }
        return {name for name, value in values.items() if value is not None}


class Change(models.Model):
    """Something that the fit is counted from has changed: a practice, or (None) anything else.

    Processes that hold the figures in memory read the changes since they last looked. A night
    later they are taken away: who slept longer begins anew.
    """

    practice_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.practice_id or 'everything'}"
