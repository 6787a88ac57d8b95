from ponte.plans.models.actions import Action, Cost, Funding, Indicator, Source, Step
from ponte.plans.models.monitoring import Evidence, LedgerEntry, Reminder, Report, ReportedValue
from ponte.plans.models.plans import ActionPlan, Endorsement, Participant, Version
from ponte.plans.models.talk import Comment, Suggestion

__all__ = [
    "Action",
    "ActionPlan",
    "Comment",
    "Cost",
    "Endorsement",
    "Evidence",
    "Funding",
    "Indicator",
    "LedgerEntry",
    "Participant",
    "Reminder",
    "Report",
    "ReportedValue",
    "Source",
    "Step",
    "Suggestion",
    "Version",
]
