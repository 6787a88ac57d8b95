"""Reports to be settled, and what came of one's own, for the dashboard."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ponte.community.models import Report
from ponte.community.rules import is_secretariat
from ponte.core import due
from ponte.core.due import Due, Sent


@due.register
def reports_due(member) -> list[Due]:
    if not is_secretariat.test(member):
        return []
    return [
        Due(
            label=_("Settle the report about “%(what)s”") % {"what": report.label},
            url=report.settle_url,
            kind=report.get_reason_display(),
        )
        for report in Report.objects.filter(settled_at=None)
    ]


@due.register_sent
def reports_sent(member) -> list[Sent]:
    return [
        Sent(
            label=_("Report about “%(what)s”") % {"what": report.label},
            url=report.url or reverse("notifications:index"),
            state_label=_("settled") if report.settled_at else _("sent"),
            changed_at=report.settled_at or report.created_at,
            waiting_for="" if report.settled_at else _("the secretariat"),
        )
        for report in member.reports.all()
    ]
