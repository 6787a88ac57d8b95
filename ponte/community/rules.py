"""Who may do what for the whole platform, and with members and organisations."""

from ponte.community.models import Block, Role
from ponte.core.access import Rule, rule


def has_role(*roles: Role) -> Rule:
    """The rule (member) that holds for those with any of `roles`."""
    return Rule(lambda member: member.has_role(*roles), name=" or ".join(roles))


is_expert = has_role(Role.EXPERT)
is_secretariat = has_role(Role.SECRETARIAT)
is_administrator = has_role(Role.ADMINISTRATOR)

# Who counts, certifies, decides or keeps the machinery has nothing of their own in the race.
is_impartial = has_role(Role.CONTROLLER, Role.SECRETARIAT, Role.COMMITTEE, Role.ADMINISTRATOR)


@rule
def is_oneself(member, other):
    return member.pk == other.pk


@rule
def is_blocked_by(member, other):
    return Block.objects.filter(blocker=other, blocked=member).exists()


@rule
def has_open_account(member, other):
    return other.is_active


@rule
def added(member, organisation):
    return organisation.added_by_id == member.pk


may_write_to = has_open_account & ~is_oneself & ~is_blocked_by
may_report = ~is_oneself
# Whom somebody works for is their own word: it opens no organisation.
may_edit_organisation = added | is_secretariat
may_grant_roles = is_administrator & ~is_oneself
