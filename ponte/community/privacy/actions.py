from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ponte import activity
from ponte.community.models import Member, Role, RoleGrant
from ponte.core import personal

STAYING = {"id", "date_joined"}


class OnlyAdministrator(Exception):
    """Nobody could give roles any more: another has to become administrator first."""

    def __str__(self):
        return str(_("You are the only administrator. Make somebody else one first."))


@transaction.atomic
def erase(*, member) -> None:
    """Erase the account of `member` and what `personal.holdings` says goes with it.

    The row stays, blank, for records that must. Raises OnlyAdministrator.
    """
    member = Member.objects.select_for_update().get(pk=member.pk)
    if is_only_administrator(member):
        raise OnlyAdministrator
    activity.record(actor=member, verb="erase", target=member)
    personal.erasing.send(Member, member=member)
    member.role_grants.in_force().update(ended_at=timezone.now())
    for holding in personal.holdings:
        holding.erase(member)
    blank(member)


def blank(member) -> None:
    """Give every field its default, and what must be unique something that says nothing."""
    for relation in Member._meta.many_to_many:
        getattr(member, relation.name).clear()
    for field in Member._meta.concrete_fields:
        if field.name not in STAYING:
            setattr(member, field.attname, field.get_default())
    member.email = f"erased-{member.handle}@invalid"
    member.set_unusable_password()
    member.is_active = False
    member.listed = False
    member.erased_at = timezone.now()
    member.save()


def is_only_administrator(member) -> bool:
    granted = RoleGrant.objects.in_force().filter(role=Role.ADMINISTRATOR).values("member")
    keepers = Member.objects.filter(Q(pk__in=granted) | Q(is_superuser=True), is_active=True)
    return set(keepers.values_list("pk", flat=True)) == {member.pk}
