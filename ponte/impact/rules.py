"""Who may do what with a claim. Each rule asks about a member, or a member and a claim."""

from ponte.community.rules import is_impartial, is_secretariat
from ponte.core.access import members, rule


@rule
def is_claimant(member, claim):
    return claim.claimed_by_id == member.pk


@rule
def is_attestor(member, claim):
    return claim.attestor_id == member.pk


@rule
def works_for_the_authority(member, claim):
    """For the body that answers for the instrument."""
    return member.organisation_id == claim.instrument.responsible_authority_id


@rule
def works_somewhere(member):
    return member.organisation_id is not None


@rule
def is_written(member, claim):
    return claim.is_written


@rule
def is_draft(member, claim):
    return claim.state == claim.State.DRAFT


@rule
def is_confirmed(member, claim):
    return claim.is_confirmed


may_claim = members & works_somewhere & ~is_impartial
may_write = is_claimant & is_written
may_delete = is_claimant & is_draft
may_correct = is_claimant & is_confirmed
# Whom somebody works for is their own word: who claims has to have named them, too.
may_attest = is_attestor & works_for_the_authority & ~is_claimant
may_decide = is_secretariat & ~is_claimant & ~is_attestor
sees_inside = is_claimant | is_attestor | is_secretariat
