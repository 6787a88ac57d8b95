"""What members are told about each other."""

from django.utils.translation import gettext_lazy as _

from ponte.community.models import Role
from ponte.community.rules import has_role
from ponte.notifications.kinds import Frequency, NotificationKind, register

settles_reports = has_role(Role.SECRETARIAT, Role.ADMINISTRATOR)

register(NotificationKind("message", _("messages from other members"), Frequency.AT_ONCE))
register(NotificationKind("report", _("reports to be looked at"), reaches=settles_reports))
register(NotificationKind("report_settled", _("what came of my reports")))
