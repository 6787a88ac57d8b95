from django.utils.translation import gettext_lazy as _

from ponte.core.personal import Fate, hold
from ponte.projects.models import Invitation, ProjectMember

hold(ProjectMember, "member", Fate.ERASED, _("Your part in projects"))
hold(
    Invitation,
    "invited_by",
    Fate.KEPT,
    _("People you invited to projects"),
    why=_("The project goes on with whom you invited."),
    secret=("email",),
)
