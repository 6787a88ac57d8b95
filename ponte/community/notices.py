"""What members are told about each other."""

from django.utils.translation import gettext_lazy as _

from ponte.community.rules import is_secretariat
from ponte.notifications.kinds import Frequency, NotificationKind, register

register(NotificationKind("message", _("messages from other members"), Frequency.AT_ONCE))
register(NotificationKind("report", _("reports to be looked at"), reaches=is_secretariat))
register(NotificationKind("report_settled", _("what came of my reports")))
