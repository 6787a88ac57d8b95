"""Who takes part in a project as an organisation, and which instruments they address."""

from pathlib import PurePath
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from ponte.community.models import Organisation, name_key
from ponte.core.fields import LimitedTextField
from ponte.instruments.models import PolicyInstrument
from ponte.projects.models.projects import Project
from ponte.regions.models import Region


class ProjectPartner(models.Model):
    """An organisation that takes part in a project. Money is in euro.

    `budget` is the sum of its budget lines, where it has any, and `erdf` is `budget` times
    the co-financing rate, where there is one: see `projects.triggers`.
    """

    class Role(models.TextChoices):
        LEAD = "lead", _("lead partner")
        PARTNER = "partner", _("partner")
        ADVISORY = "advisory", _("advisory partner")
        DISCOVERY = "discovery", _("discovery partner")

    project = ParentalKey(Project, on_delete=models.CASCADE, related_name="partners")
    position = models.PositiveSmallIntegerField(_("number"), default=1, editable=False)
    name = models.CharField(_("organisation"), max_length=250)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="project_parts",
        verbose_name=_("organisation here"),
        help_text=_("The organisation's page here, where it has one."),
    )
    # By which its projects are found: the address of the organisation, or its name in plain
    # letters.
    key = models.SlugField(max_length=60, editable=False)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.PARTNER)
    legal_status = models.CharField(
        _("legal status"), max_length=30, choices=Organisation.LegalStatus, blank=True
    )
    instruments = models.ManyToManyField(
        PolicyInstrument,
        blank=True,
        related_name="project_partners",
        verbose_name=_("policy instruments addressed"),
    )
    budget = models.DecimalField(
        _("budget"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    cofinancing_rate = models.DecimalField(
        _("co-financing rate in per cent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    erdf = models.DecimalField(
        _("EU contribution"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    cofinancing_source = models.CharField(
        _("source of its own contribution"), max_length=100, blank=True
    )
    contribution = LimitedTextField(_("what it contributes"), limit=3000, blank=True)

    # The form lets people move partners up and down; rows change places one by one, so the
    # position is not unique.
    sort_order_field = "position"

    class Meta:
        verbose_name = _("project partner")
        verbose_name_plural = _("project partners")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(role="lead"),
                name="partner_one_lead",
                violation_error_message=_("A project has one lead partner."),
            ),
            models.CheckConstraint(
                condition=(Q(budget=None) | Q(budget__gte=0)) & (Q(erdf=None) | Q(erdf__gte=0)),
                name="partner_money_not_negative",
                violation_error_message=_("Money is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(budget=None) | Q(erdf=None) | Q(erdf__lte=F("budget")),
                name="partner_eu_part_within_budget",
                violation_error_message=_("The EU contribution is larger than the budget."),
            ),
            models.CheckConstraint(
                condition=Q(cofinancing_rate=None) | Q(cofinancing_rate__range=(0, 100)),
                name="partner_rate_is_percent",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.key = self.make_key()
        super().save(*args, **kwargs)

    def make_key(self) -> str:
        words = self.organisation.slug if self.organisation else name_key(self.name)
        return slugify(words)[:60].strip("-") or "partner"

    @property
    def own_contribution(self):
        """What the partner pays itself, where both amounts are known."""
        if self.budget is None or self.erdf is None:
            return None
        return self.budget - self.erdf


def letter_stored_under(_authority, filename: str) -> str:
    """Under /documents/, which no address serves without asking who wants it."""
    return f"documents/projects/{uuid4()}{PurePath(filename).suffix}"


class AssociatedPolicyAuthority(models.Model):
    """The authority responsible for an instrument that no partner of the project runs.

    It takes part without a budget and says so in a signed letter.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="associated_authorities")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="associated_with",
        verbose_name=_("organisation"),
    )
    instrument = models.ForeignKey(
        PolicyInstrument,
        models.PROTECT,
        related_name="associated_authorities",
        verbose_name=_("policy instrument"),
    )
    letter_signed_on = models.DateField(_("letter signed on"), null=True, blank=True)
    letter_signed_by = models.CharField(
        _("function of who signed"),
        max_length=100,
        blank=True,
        help_text=_("The function, not the name: Director of the managing authority."),
    )
    letter = models.FileField(
        _("letter"), upload_to=letter_stored_under, max_length=200, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("associated policy authority")
        verbose_name_plural = _("associated policy authorities")
        ordering = ["project", "organisation__name_en", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation", "instrument"],
                name="associated_authority_once",
                violation_error_message=_("It is associated for this instrument already."),
            ),
        ]

    def __str__(self):
        return str(self.organisation)


class StakeholderGroup(models.Model):
    """The organisations that a project gathers around one instrument: one group for each."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="stakeholder_groups")
    instrument = models.ForeignKey(
        PolicyInstrument,
        models.PROTECT,
        related_name="stakeholder_groups",
        verbose_name=_("policy instrument"),
    )
    role = LimitedTextField(_("what the group does"), limit=1000, blank=True)
    organisations = models.ManyToManyField(
        Organisation,
        through="StakeholderOrganisation",
        related_name="stakeholder_groups",
        verbose_name=_("organisations"),
    )

    class Meta:
        verbose_name = _("stakeholder group")
        verbose_name_plural = _("stakeholder groups")
        ordering = ["project", "instrument__name_en"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "instrument"],
                name="stakeholder_group_one_per_instrument",
                violation_error_message=_("The instrument has a group in this project already."),
            ),
        ]

    def __str__(self):
        return str(self.instrument)


class StakeholderOrganisation(models.Model):
    """An organisation in a stakeholder group. It is named, its people are not."""

    group = models.ForeignKey(StakeholderGroup, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", verbose_name=_("organisation")
    )

    class Meta:
        verbose_name = _("organisation in a stakeholder group")
        verbose_name_plural = _("organisations in stakeholder groups")
        ordering = ["organisation__name_en", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "organisation"], name="stakeholder_once"),
        ]

    def __str__(self):
        return str(self.organisation)
