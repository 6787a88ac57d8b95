from ponte.community.models.contact import Block, ContactMessage, Report
from ponte.community.models.members import Audience, Member, PolicyRole
from ponte.community.models.organisations import MergedOrganisation, Organisation, name_key
from ponte.community.models.roles import Role, RoleGrant

__all__ = [
    "Audience",
    "Block",
    "ContactMessage",
    "Member",
    "MergedOrganisation",
    "Organisation",
    "PolicyRole",
    "Report",
    "Role",
    "RoleGrant",
    "name_key",
]
