"""Programmes that pay for projects, and their rules about money and time."""

from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from ponte.community.models import Organisation


class Period(models.TextChoices):
    """A funding period."""

    P2021 = "2021-2027", "2021-2027"
    P2014 = "2014-2020", "2014-2020"
    P2007 = "2007-2013", "2007-2013"
    P2000 = "2000-2006", "2000-2006"


class Fund(models.TextChoices):
    ERDF = "erdf", _("ERDF")
    ESF = "esf", _("ESF")
    CF = "cf", _("Cohesion Fund")
    OTHER = "other", _("other fund")


class Programme(ClusterableModel):
    """A programme in one funding period. `office_rate` is office and administration in per
    cent of staff; None where it is not a flat rate."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=150)
    period = models.CharField(_("period"), max_length=9, choices=Period, default=Period.P2021)
    cci = models.CharField(
        _("CCI code"),
        max_length=15,
        blank=True,
        validators=[
            RegexValidator(
                r"^\d{4}[0-9A-Z]{10,11}$", _("A CCI code is written as in 2014IT16RFOP017.")
            )
        ],
    )
    office_rate = models.DecimalField(
        _("office and administration, per cent of staff"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("A flat rate; empty where these costs are typed like others."),
    )

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name", "-period"]
        constraints = [
            models.UniqueConstraint(fields=["name", "period"], name="programme_once_in_period"),
            models.UniqueConstraint(
                fields=["cci"], condition=~Q(cci=""), name="programme_cci_unique"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="programme_has_name"),
            models.CheckConstraint(
                condition=Q(office_rate=None) | Q(office_rate__range=(0, 100)),
                name="programme_office_rate_is_percent",
            ),
        ]

    def __str__(self):
        return self.name

    def rate_for(self, legal_status: str) -> Decimal | None:
        """How much of a partner's budget the fund pays, in per cent; None where it says nothing.

        Uses prefetched rates.
        """
        rates = {each.legal_status: each.rate for each in self.rates.all()}
        return rates.get(legal_status)


class CofinancingRate(models.Model):
    """How much of the budget of partners with a legal status the fund pays, in per cent."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="rates")
    legal_status = models.CharField(
        _("legal status"), max_length=30, choices=Organisation.LegalStatus
    )
    rate = models.DecimalField(_("rate in per cent"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("co-financing rate")
        verbose_name_plural = _("co-financing rates")
        ordering = ["programme", "-rate", "legal_status"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "legal_status"], name="rate_once"),
            models.CheckConstraint(condition=Q(rate__range=(0, 100)), name="rate_is_percent"),
        ]

    def __str__(self):
        return f"{self.get_legal_status_display()}: {self.rate}"
