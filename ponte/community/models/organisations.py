from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ponte.core.models import TimeStamped
from ponte.regions.models import Region
from ponte.regions.resolve import fold

# Words that say what kind of body it is in law.
LEGAL_FORMS = {
    "ab", "ad", "aps", "as", "asbl", "bv", "bvba", "cv", "cvba", "doo",
    "ead", "eeig", "egtc", "ev", "gbr", "ggmbh", "gie", "gmbh", "ike", "inc",
    "kft", "llc", "ltd", "mbh", "nv", "oe", "oy", "oyj", "plc", "sa",
    "sarl", "sas", "sia", "sl", "slu", "spa", "spzoo", "srl", "sro", "uab",
    "vzw", "zrt",
}  # fmt: skip


def name_key(name: str) -> str:
    """Return `name` as it is compared: plain Latin words in small letters.

    Legal forms and dots in abbreviations make no difference: "Ponte S.r.l." is "ponte".
    """
    words = fold(name.replace(".", "")).split()
    return " ".join([word for word in words if word not in LEGAL_FORMS] or words)


class OrganisationQuerySet(models.QuerySet):
    def called(self, text):
        """With this name in either language, this abbreviation, or a name of before a merger."""
        key = name_key(text)
        by_name = Q(name_key=key) | Q(name_en_key=key)
        merged = MergedOrganisation.objects.filter(by_name).values("organisation")
        return self.filter(by_name | Q(abbreviation__iexact=text) | Q(pk__in=merged))


class Organisation(TimeStamped):
    """A body that people work for. `name_key` and `name_en_key` find it again."""

    class Type(models.TextChoices):
        LOCAL = "local", _("local public authority")
        REGIONAL = "regional", _("regional public authority")
        NATIONAL = "national", _("national public authority")
        AGENCY = "agency", _("sectoral agency")
        INFRASTRUCTURE = "infrastructure", _("infrastructure and service provider")
        INTEREST_GROUP = "interest_group", _("interest group, including NGOs")
        RESEARCH = "research", _("higher education and research")
        EDUCATION = "education", _("education or training centre, school")
        ENTERPRISE = "enterprise", _("enterprise, except SME")
        SME = "sme", _("SME")
        BUSINESS_SUPPORT = "business_support", _("business support organisation")
        EGTC = "egtc", _("EGTC")
        INTERNATIONAL = "international", _("international organisation, EEIG")
        PUBLIC = "public", _("general public")
        HOSPITAL = "hospital", _("hospital or medical centre")
        CROSS_BORDER = "cross_border", _("cross-border legal body")
        OTHER = "other", _("other")

    class LegalStatus(models.TextChoices):
        PUBLIC_AUTHORITY = "public_authority", _("public authority")
        PUBLIC_LAW = "body_governed_by_public_law", _("body governed by public law")
        NON_PROFIT = "private_non_profit", _("private, non-profit")
        FOR_PROFIT = "private_for_profit", _("private, for profit")

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    name_original = models.CharField(_("name in its own language"), max_length=250)
    name_en = models.CharField(_("name in English"), max_length=250)
    name_key = models.CharField(max_length=250, editable=False, db_index=True)
    name_en_key = models.CharField(max_length=250, editable=False, db_index=True)
    abbreviation = models.CharField(_("abbreviation"), max_length=15, blank=True)
    department = models.CharField(_("department"), max_length=250, blank=True)
    type = models.CharField(_("type"), max_length=16, choices=Type)
    legal_status = models.CharField(
        _("legal status"), max_length=30, choices=LegalStatus, blank=True
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("region or country"),
    )
    street = models.CharField(_("street"), max_length=50, blank=True)
    house_number = models.CharField(_("house number"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=50, blank=True)
    homepage = models.URLField(_("homepage"), max_length=250, blank=True)
    vat = models.CharField(_("VAT number"), max_length=50, blank=True)
    pic = models.CharField(
        _("PIC"),
        max_length=9,
        blank=True,
        validators=[RegexValidator(r"^\d{9}$", _("A PIC has nine digits."))],
        help_text=_("The nine digits of the European Commission's register of participants."),
    )
    other_id = models.CharField(_("other identifier"), max_length=50, blank=True)
    other_id_description = models.CharField(
        _("what the other identifier is"), max_length=100, blank=True
    )
    contact_title = models.CharField(_("contact: title"), max_length=25, blank=True)
    contact_name = models.CharField(_("contact: name"), max_length=50, blank=True)
    contact_email = models.EmailField(_("contact: e-mail address"), max_length=255, blank=True)
    contact_phone = models.CharField(_("contact: phone"), max_length=25, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("added by"),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name_en", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_original="") & ~Q(name_en=""), name="organisation_has_names"
            ),
            models.UniqueConstraint(
                fields=["pic"],
                condition=~Q(pic=""),
                name="organisation_pic_unique",
                violation_error_message=_("Another organisation has this PIC."),
            ),
        ]

    def __str__(self):
        return self.name_en

    def save(self, *args, **kwargs):
        self.name_key = name_key(self.name_original)[:250]
        self.name_en_key = name_key(self.name_en)[:250]
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("organisations:detail", args=[self.slug])

    @property
    def names(self):
        """Its names in both languages, then those of records that were merged into it."""
        records = (self, *self.merged.all())
        return list(
            dict.fromkeys(n for each in records for n in (each.name_en, each.name_original))
        )

    @property
    def full_name(self):
        """Both names where they differ, as on its page."""
        if self.name_original == self.name_en:
            return self.name_en
        return f"{self.name_en} · {self.name_original}"

    @property
    def address(self):
        """Street and place in one line, as far as they are known."""
        street = " ".join(filter(None, (self.street, self.house_number)))
        place = " ".join(filter(None, (self.postcode, self.city)))
        return ", ".join(filter(None, (street, place)))


class MergedOrganisation(models.Model):
    """A record of the same body as `organisation`, into which it was merged.

    Its address leads there, and its names still find the body.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="merged")
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    name_original = models.CharField(_("name in its own language"), max_length=250)
    name_en = models.CharField(_("name in English"), max_length=250)
    name_key = models.CharField(max_length=250, editable=False, db_index=True)
    name_en_key = models.CharField(max_length=250, editable=False, db_index=True)
    merged_at = models.DateTimeField(_("merged"), auto_now_add=True)

    class Meta:
        verbose_name = _("merged organisation")
        verbose_name_plural = _("merged organisations")

    def __str__(self):
        return self.name_en
