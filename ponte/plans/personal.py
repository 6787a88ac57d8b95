from django.utils.translation import gettext_lazy as _

from ponte.core.personal import Fate, hold
from ponte.plans.models import (
    Action,
    ActionPlan,
    Comment,
    Endorsement,
    Evidence,
    LedgerEntry,
    Participant,
    Reminder,
    Report,
    Suggestion,
)

FOR_THE_PLAN = _("The plan goes on, and others learn from what came of it.")
APPROVED = _("Approved values say who answers for them. Nobody can change them.")

hold(ActionPlan, "opened_by", Fate.KEPT, _("Action plans you began"), why=FOR_THE_PLAN)
hold(ActionPlan, "contact", Fate.KEPT, _("Action plans that name you"), why=FOR_THE_PLAN)
hold(Action, "responsible", Fate.KEPT, _("Actions that you report on"), why=FOR_THE_PLAN)
hold(Participant, "member", Fate.ERASED, _("Your parts in action plans"))
hold(Participant, "invited_by", Fate.KEPT, _("People you invited"), why=FOR_THE_PLAN)
hold(Endorsement, "signed_by", Fate.KEPT, _("Plans you endorsed"), why=APPROVED)
hold(Comment, "author", Fate.KEPT, _("Your comments on action plans"), why=FOR_THE_PLAN)
hold(Comment, "settled_by", Fate.KEPT, _("Comments you put aside"), why=FOR_THE_PLAN)
hold(Suggestion, "author", Fate.KEPT, _("Changes you suggested"), why=FOR_THE_PLAN)
hold(Suggestion, "settled_by", Fate.KEPT, _("Changes you decided on"), why=FOR_THE_PLAN)
hold(Evidence, "uploaded_by", Fate.KEPT, _("Evidence you handed in"), why=APPROVED)
hold(Report, "sent_by", Fate.KEPT, _("Reports you sent"), why=APPROVED)
hold(Report, "approved_by", Fate.KEPT, _("Reports you approved"), why=APPROVED)
hold(LedgerEntry, "reported_by", Fate.KEPT, _("Values you reported"), why=APPROVED)
hold(LedgerEntry, "approved_by", Fate.KEPT, _("Values you approved"), why=APPROVED)
hold(Reminder, "sent_by", Fate.KEPT, _("Reminders you sent"), why=FOR_THE_PLAN)
