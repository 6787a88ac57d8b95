from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ponte.core.personal import Fate, hold
from ponte.transfers.models import ContactRequest, Mitigation, Sheet, TeamMember, Transfer

SENT = Q(sent_at__isnull=False)
FOR_THE_REGION = _("The region goes on with it, and others learn from what came of it.")

hold(Transfer, "opened_by", Fate.KEPT, _("Transfers you began"), why=FOR_THE_REGION)
hold(TeamMember, "member", Fate.ERASED, _("Your parts in transfer teams"))
hold(TeamMember, "invited_by", Fate.KEPT, _("Colleagues you invited"), why=FOR_THE_REGION)
hold(Sheet, "assessor", Fate.ERASED, _("Answers about transfers that you began"), only=~SENT)
hold(
    Sheet,
    "assessor",
    Fate.KEPT,
    _("Answers about transfers that you sent"),
    why=_("The assessment of the region rests on them."),
    only=SENT,
)
hold(Mitigation, "written_by", Fate.KEPT, _("Mitigations you wrote"), why=FOR_THE_REGION)
hold(ContactRequest, "asked_by", Fate.ERASED, _("Talks you asked for"))
hold(ContactRequest, "contacted", Fate.ERASED, _("Talks you were asked for"))
