from django.utils.translation import gettext_lazy as _

from ponte.core.personal import Fate, hold
from ponte.projects.models import ProjectMember

hold(ProjectMember, "member", Fate.ERASED, _("Your part in projects"))
