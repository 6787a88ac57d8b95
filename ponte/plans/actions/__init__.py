"""What happens to action plans, to what is said about them, and to reports."""

from ponte.plans.actions.drafting import (
    add_action,
    begin_plan,
    delete_draft,
    edit,
    remove_action,
    take_over_transfer,
)
from ponte.plans.actions.importing import import_plan
from ponte.plans.actions.monitoring import (
    approve_report,
    correct_value,
    keep_report,
    remind,
    return_report,
    send_report,
)
from ponte.plans.actions.reading import BadFile, Fault
from ponte.plans.actions.talking import (
    accept_suggestion,
    comment,
    reject_suggestion,
    settle_comment,
    suggest,
    withdraw_suggestion,
)
from ponte.plans.actions.team import decline_invitation, invite, join, leave

__all__ = [
    "BadFile",
    "Fault",
    "accept_suggestion",
    "add_action",
    "approve_report",
    "begin_plan",
    "comment",
    "correct_value",
    "decline_invitation",
    "delete_draft",
    "edit",
    "import_plan",
    "invite",
    "join",
    "keep_report",
    "leave",
    "reject_suggestion",
    "remind",
    "remove_action",
    "return_report",
    "send_report",
    "settle_comment",
    "suggest",
    "take_over_transfer",
    "withdraw_suggestion",
]
