from ponte.transfers.models.answers import Answer, Mitigation, Plan, Sheet
from ponte.transfers.models.contacts import ContactRequest, TransferSettings
from ponte.transfers.models.framework import Component, Framework, FrameworkIsFrozen
from ponte.transfers.models.transfers import TeamMember, Transfer, Verdict

__all__ = [
    "Answer",
    "Component",
    "ContactRequest",
    "Framework",
    "FrameworkIsFrozen",
    "Mitigation",
    "Plan",
    "Sheet",
    "TeamMember",
    "Transfer",
    "TransferSettings",
    "Verdict",
]
