from ponte.projects.models.money import BudgetLine, SpendingStep
from ponte.projects.models.partners import (
    AssociatedPolicyAuthority,
    ProjectPartner,
    StakeholderGroup,
    StakeholderOrganisation,
)
from ponte.projects.models.people import Invitation, ProjectMember
from ponte.projects.models.programmes import CofinancingRate, Fund, Period, Programme
from ponte.projects.models.projects import Project
from ponte.projects.models.results import ProjectIndicator

__all__ = [
    "AssociatedPolicyAuthority",
    "BudgetLine",
    "CofinancingRate",
    "Fund",
    "Invitation",
    "Period",
    "Programme",
    "Project",
    "ProjectIndicator",
    "ProjectMember",
    "ProjectPartner",
    "SpendingStep",
    "StakeholderGroup",
    "StakeholderOrganisation",
]
