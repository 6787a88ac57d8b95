from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ponte.core.personal import Fate, hold
from ponte.impact.models import Claim, Evidence

DRAFT = Q(state=Claim.State.DRAFT, sent_at=None)
FOR_THE_RECORD = _("Who claimed, attested and decided belongs to public money that counts.")

hold(Claim, "claimed_by", Fate.ERASED, _("Improvements you began to claim"), only=DRAFT)
hold(
    Claim,
    "claimed_by",
    Fate.KEPT,
    _("Improvements you claimed"),
    why=FOR_THE_RECORD,
    only=~DRAFT,
)
hold(Claim, "attestor", Fate.KEPT, _("Improvements you attest"), why=FOR_THE_RECORD)
hold(Claim, "decided_by", Fate.KEPT, _("Improvements you decided on"), why=FOR_THE_RECORD)
hold(Evidence, "uploaded_by", Fate.KEPT, _("Files that prove improvements"), why=FOR_THE_RECORD)
