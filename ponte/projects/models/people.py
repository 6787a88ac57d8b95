"""Who may do what for a project, and who is invited to."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey

from ponte.projects.models.projects import Project

DAYS_TO_ANSWER = 30


class ProjectMember(models.Model):
    """A person in a project, and what they may do for it."""

    class Role(models.TextChoices):
        PARTNER = "partner", _("partner")
        WEB_ADMIN = "web_admin", _("web admin")
        LEAD_PARTNER = "lead_partner", _("lead partner")

    project = ParentalKey(
        Project,
        on_delete=models.CASCADE,
        related_name="project_members",
        verbose_name=_("project"),
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="project_roles",
        verbose_name=_("member"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.PARTNER)

    class Meta:
        verbose_name = _("person in the project")
        verbose_name_plural = _("people in the project")
        ordering = ["project", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "member", "role"],
                name="project_role_once",
                violation_error_message=_("The member has this role in the project."),
            ),
        ]

    def __str__(self):
        return f"{self.member}: {self.get_role_display()}"


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Not answered and not lapsed."""
        return self.filter(state=Invitation.State.OPEN, lapses_at__gt=timezone.now())


def in_a_month():
    return timezone.now() + timedelta(days=DAYS_TO_ANSWER)


class Invitation(models.Model):
    """Somebody is invited, by their address, to a role in a project.

    The address is deleted as soon as the invitation is answered, withdrawn or lapsed.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("invitation", "waits for an answer")
        ACCEPTED = "accepted", pgettext_lazy("invitation", "accepted")
        DECLINED = "declined", pgettext_lazy("invitation", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "withdrawn")
        LAPSED = "lapsed", pgettext_lazy("invitation", "not answered")

    project = models.ForeignKey(Project, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"), blank=True)
    role = models.CharField(_("role"), max_length=12, choices=ProjectMember.Role)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)
    lapses_at = models.DateTimeField(_("lapses"), default=in_a_month)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to a project")
        verbose_name_plural = _("invitations to projects")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "project",
                Lower("email"),
                "role",
                condition=Q(state="open"),
                name="project_invited_once",
                violation_error_message=_("This address is invited to this role already."),
            ),
            models.CheckConstraint(
                condition=Q(state="open") & ~Q(email="") | Q(email="") & ~Q(state="open"),
                name="project_invitation_answered_keeps_no_address",
            ),
        ]

    def __str__(self):
        return f"{self.project}: {self.get_role_display()}"

    @property
    def is_open(self):
        return self.state == self.State.OPEN and self.lapses_at > timezone.now()
