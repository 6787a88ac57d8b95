from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from ponte.topics.models import Topic


class Role(models.TextChoices):
    """What a member does for the whole platform."""

    CONTACT_POINT = "contact_point", _("national contact point")
    CONTROLLER = "controller", _("controller")
    EXPERT = "expert", _("thematic expert")
    SECRETARIAT = "secretariat", _("secretariat")
    COMMITTEE = "committee", _("monitoring committee")
    ADMINISTRATOR = "administrator", _("administrator")


class RoleGrantQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at=None)


class RoleGrant(models.Model):
    """A role given to a member. It ends; it is not deleted.

    `topics` are an expert's topics, none for all of them; `country` is two letters as in
    NUTS and belongs to contact points and controllers.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="role_grants",
        verbose_name=_("member"),
    )
    role = models.CharField(_("role"), max_length=16, choices=Role)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    country = models.CharField(_("country"), max_length=2, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("granted by"),
    )
    granted_at = models.DateTimeField(_("granted"), default=now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "role", "country"],
                condition=Q(ended_at=None),
                name="role_held_once",
                violation_error_message=_("The member has this role."),
            ),
        ]

    def __str__(self):
        return self.get_role_display()
