"""What happens to transfers, their answers and the talks about them."""

from ponte.transfers.actions.answers import keep_answers, mitigate, send_answers, write_plan
from ponte.transfers.actions.contacts import (
    NotToBeAsked,
    accept_talk,
    ask_for_talk,
    decline_talk,
    lapse_requests,
    note_meeting,
    withdraw_request,
)
from ponte.transfers.actions.framework import install_framework
from ponte.transfers.actions.running import (
    AlreadyBegun,
    ChangedMeanwhile,
    begin_transfer,
    change_transfer,
    decline_invitation,
    end_transfer,
    invite,
    join_team,
    leave_team,
)

__all__ = [
    "AlreadyBegun",
    "ChangedMeanwhile",
    "NotToBeAsked",
    "accept_talk",
    "ask_for_talk",
    "begin_transfer",
    "change_transfer",
    "decline_invitation",
    "decline_talk",
    "end_transfer",
    "install_framework",
    "invite",
    "join_team",
    "keep_answers",
    "lapse_requests",
    "leave_team",
    "mitigate",
    "note_meeting",
    "send_answers",
    "withdraw_request",
    "write_plan",
]
