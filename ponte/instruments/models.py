from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ponte.community.models import Organisation
from ponte.community.models.organisations import name_key
from ponte.core.fields import LimitedTextField
from ponte.core.models import TimeStamped
from ponte.regions.models import Region


class PolicyInstrumentQuerySet(models.QuerySet):
    def in_territory(self, region):
        """Applied in `region` or in a region that lies in it."""
        return self.filter(territory__in=Region.objects.within(region).values("pk"))

    def for_list(self):
        """With all that a list shows, in one query."""
        return self.select_related("territory__portrait", "responsible_authority")


class PolicyInstrument(TimeStamped):
    """A policy, strategy, programme or law of a public authority, applied in a territory.

    It is counted once per territory: the same programme in two regions is two instruments.
    Money is in euro.
    """

    class Type(models.TextChoices):
        IJG = "ijg", _("Investment for jobs and growth programme")
        INTERREG = "interreg", _("Interreg programme")
        OTHER_EU = "other_eu", _("other EU instrument")
        NATIONAL = "national", pgettext_lazy("policy instrument", "national strategy or law")
        REGIONAL = "regional", pgettext_lazy("policy instrument", "regional strategy or law")
        LOCAL = "local", pgettext_lazy("policy instrument", "local strategy or rule")

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    name_original = models.CharField(_("name in its own language"), max_length=250)
    name_en = models.CharField(_("name in English"), max_length=250)
    name_key = models.CharField(max_length=250, editable=False)
    type = models.CharField(_("type"), max_length=10, choices=Type)
    cci = models.CharField(
        _("CCI code"),
        max_length=15,
        blank=True,
        validators=[
            RegexValidator(
                r"^\d{4}[0-9A-Z]{11}$", _("A CCI code is written as in 2014IT16RFOP017.")
            )
        ],
        help_text=_("The European Commission's number of a programme: 2014IT16RFOP017."),
    )
    responsible_authority = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="policy_responsible_for",
        verbose_name=_("responsible authority"),
    )
    territory = models.ForeignKey(
        Region, models.PROTECT, related_name="instruments", verbose_name=_("territory")
    )
    period = models.CharField(
        _("period"),
        max_length=9,
        blank=True,
        validators=[RegexValidator(r"^\d{4}-\d{4}$", _("A period is written as in 2021-2027."))],
        help_text=_("The first and the last year: 2021-2027."),
    )
    total_budget = models.DecimalField(
        _("total budget"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    addressed_budget = models.DecimalField(
        _("budget of the part addressed"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    priority = LimitedTextField(
        _("priority or measure addressed"), limit=500, single_line=True, blank=True
    )
    baseline_weakness = LimitedTextField(
        _("weakness at the beginning"),
        limit=2000,
        blank=True,
        help_text=_("What does not work well yet."),
    )
    expected_improvement = LimitedTextField(_("expected improvement"), limit=2000, blank=True)
    homepage = models.URLField(_("homepage"), max_length=250, blank=True)
    is_demonstration = models.BooleanField(_("made up for the demonstration"), default=False)

    objects = PolicyInstrumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy instrument")
        verbose_name_plural = _("policy instruments")
        ordering = ["name_en", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_original="") & ~Q(name_en=""), name="instrument_has_names"
            ),
            models.CheckConstraint(
                condition=Q(
                    type__in=["ijg", "interreg", "other_eu", "national", "regional", "local"]
                ),
                name="instrument_type_known",
            ),
            models.UniqueConstraint(
                fields=["territory", "name_key", "period"],
                name="instrument_once_per_territory",
                violation_error_message=_("This instrument is here for this territory already."),
            ),
            models.UniqueConstraint(
                fields=["territory", "cci"],
                condition=~Q(cci=""),
                name="instrument_cci_once_per_territory",
                violation_error_message=_("This programme is here for this territory already."),
            ),
            models.CheckConstraint(
                condition=Q(cci="") | Q(type__in=["ijg", "interreg", "other_eu"]),
                name="instrument_cci_of_programme",
                violation_error_message=_("Only a programme of the EU has a CCI code."),
            ),
            models.CheckConstraint(
                condition=(Q(total_budget=None) | Q(total_budget__gte=0))
                & (Q(addressed_budget=None) | Q(addressed_budget__gte=0)),
                name="instrument_money_not_negative",
                violation_error_message=_("Money is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(total_budget=None)
                | Q(addressed_budget=None)
                | Q(addressed_budget__lte=F("total_budget")),
                name="instrument_part_within_whole",
                violation_error_message=_("The part addressed is larger than the whole budget."),
            ),
        ]

    def __str__(self):
        return self.name_en

    def save(self, *args, **kwargs):
        self.set_key()
        super().save(*args, **kwargs)

    def clean(self):
        """The key is there before the constraints are asked."""
        super().clean()
        self.set_key()

    def set_key(self):
        self.name_key = name_key(self.name_original)[:250]

    def get_absolute_url(self):
        return reverse("instruments:detail", args=[self.slug])

    @property
    def full_name(self):
        """Both names where they differ."""
        if self.name_original == self.name_en:
            return self.name_en
        return f"{self.name_en} · {self.name_original}"
