from uuid import uuid4

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Prefetch, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ponte.community.models.organisations import Organisation
from ponte.community.models.roles import Role, RoleGrant
from ponte.core.fields import LimitedTextField
from ponte.regions.models import Region
from ponte.topics.models import Topic


class Audience(models.TextChoices):
    """Who sees a field of a profile."""

    EVERYONE = "everyone", _("Everyone")
    MEMBERS = "members", _("Members")
    NOBODY = "nobody", _("Only me")


class PolicyRole(models.TextChoices):
    """What a member does in policy-making."""

    DECIDES = "decides", _("decides on policy")
    MANAGES = "manages", _("manages a programme or fund")
    DELIVERS = "delivers", _("carries out policy")
    ADVISES = "advises", _("researches or advises")
    CONCERNED = "concerned", _("speaks for those concerned")
    OTHER = "other", _("something else")


class MemberQuerySet(models.QuerySet):
    def present(self):
        """With an open account."""
        return self.filter(is_active=True, erased_at=None)

    def unused_since(self, moment):
        """Ordinary members who have not signed in since then; nobody who has a role."""
        signed_in_before = Q(last_login__lt=moment) | Q(last_login=None, date_joined__lt=moment)
        ordinary = self.present().filter(is_superuser=False, is_staff=False)
        with_role = RoleGrant.objects.in_force().values("member")
        return ordinary.filter(signed_in_before).exclude(pk__in=with_role)

    def listed(self):
        """In the directory: present, with a name, and willing."""
        return self.present().filter(listed=True).exclude(first_name="", last_name="")

    def showing(self, field, audiences):
        """Those who show `field` to one of `audiences`."""
        shown = Q(**{f"visibility__{field}__in": list(audiences)})
        if Audience.MEMBERS in audiences:
            shown |= ~Q(visibility__has_key=field)
        return self.filter(shown)

    def in_directory(self, audiences):
        """Those whom `audiences` find, with all that a card shows."""
        return self.listed().showing("name", audiences).for_cards()

    def for_cards(self):
        """With all that a card shows, in a constant number of queries."""
        topics = Topic.objects.select_related("parent")
        return self.select_related("organisation", "region__portrait").prefetch_related(
            Prefetch("topics", topics)
        )


class MemberManager(BaseUserManager.from_queryset(MemberQuerySet)):
    def create_user(self, email, password=None, **fields):
        """Return a new member. Raises ValueError without an e-mail address."""
        if not email:
            raise ValueError("A member needs an e-mail address.")
        member = self.model(email=self.normalize_email(email), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(self, email, password=None, **fields):
        """Return a new member with every right, whose address counts as confirmed."""
        member = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        member.emailaddress_set.create(email=member.email, verified=True, primary=True)
        return member

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class Member(AbstractUser):
    """A person with an account. Signs in with an e-mail address, which no page shows.

    `visibility` gives the audience of each part of the profile; what it does not name is
    for members.
    """

    username = None
    email = models.EmailField(_("e-mail address"), unique=True)
    handle = models.UUIDField(default=uuid4, unique=True, editable=False)

    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("organisation"),
    )
    job_title = models.CharField(_("job title"), max_length=100, blank=True)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("region or country"),
    )
    role_in_policy = models.CharField(
        _("role in policy-making"), max_length=10, choices=PolicyRole, blank=True
    )
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="members", verbose_name=_("topics")
    )
    expertise = models.JSONField(_("expertise"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    about = LimitedTextField(_("about me"), limit=1000, blank=True)
    open_to_peer = models.BooleanField(_("open to be a peer"), default=False)
    listed = models.BooleanField(_("in the directory"), default=True)
    visibility = models.JSONField(_("who sees what"), default=dict, blank=True)
    interface_language = models.CharField(
        _("language of the site and of mails"), max_length=10, blank=True
    )
    # When an account that nobody uses closes, and how many mails have said so.
    closes_on = models.DateField(_("closes on"), null=True, blank=True, editable=False)
    closing_mails = models.PositiveSmallIntegerField(
        _("mails about closing"), default=0, editable=False
    )
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = MemberManager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="member_email_unique",
                violation_error_message=_("Somebody has this e-mail address."),
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("people:detail", args=[self.handle])

    @property
    def name(self):
        """The full name; never the address, which is nobody else's business."""
        if self.erased_at:
            return gettext("A former member")
        return self.get_full_name() or gettext("A member without a name")

    @cached_property
    def roles(self):
        """The platform-wide roles in force, a set of `Role`. One query for each instance."""
        roles = {Role(grant.role) for grant in self.role_grants.in_force()}
        return roles | {Role.ADMINISTRATOR} if self.is_superuser else roles

    def has_role(self, *roles):
        """True with any of `roles`."""
        return bool(self.roles & set(roles))

    def audience_of(self, field):
        return Audience(self.visibility.get(field, Audience.MEMBERS))
