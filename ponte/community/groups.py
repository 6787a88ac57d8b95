"""The back office asks groups for rights: one group for each role that may enter it.

Its rights are in data/back_office.toml and are put in order after each migration. Members
come and go with their roles.
"""

import tomllib
from functools import cache
from pathlib import Path

from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from ponte.community.models import Member, RoleGrant

TABLE = Path(__file__).parent / "data" / "back_office.toml"


@cache
def table() -> dict[str, dict[str, list[str]]]:
    """Rights by role: of "records" in general, over all "pages", over all "files"."""
    return tomllib.loads(TABLE.read_text())


def make_groups() -> None:
    """Make the groups and give each exactly its rights. Raises LookupError for unknown ones."""
    for role, rights in table().items():
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set(permissions(rights["records"]))
        replace(GroupPagePermission, group, rights["pages"], page=Page.get_first_root_node())
        replace(
            GroupCollectionPermission,
            group,
            rights["files"],
            collection=Collection.get_first_root_node(),
        )
    for member in Member.objects.filter(role_grants__role__in=table()).distinct():
        follow_roles(member)


def replace(model, group: Group, names: list[str], **where) -> None:
    """Give `group` the rights called `names` somewhere, and no others there."""
    if None in where.values():
        return  # A database that was emptied has neither pages nor folders.
    wanted = permissions(names)
    model.objects.filter(group=group).exclude(permission__in=wanted).delete()
    for permission in wanted:
        model.objects.get_or_create(group=group, permission=permission, **where)


def permissions(names: list[str]) -> list[Permission]:
    """The permissions called "app.codename"."""
    found = []
    for name in names:
        app, _, codename = name.partition(".")
        named = Permission.objects.filter(content_type__app_label=app, codename=codename)
        if not named:
            raise LookupError(f"{TABLE.name} names {name}, which there is not.")
        found += named
    return found


def groups_of(member) -> QuerySet[Group]:
    """The groups that the member's roles ask for."""
    roles = member.role_grants.in_force().values("role")
    return Group.objects.filter(name__in=table()).filter(name__in=roles)


def follow_roles(member) -> None:
    """Put a member into the groups of the roles in force, and out of those of other roles."""
    wanted = groups_of(member)
    member.groups.remove(*member.groups.filter(name__in=table()).exclude(pk__in=wanted))
    member.groups.add(*wanted)


@receiver([post_save, post_delete], sender=RoleGrant, dispatch_uid="groups-follow-roles")
def roles_changed(instance, **_kwargs):
    follow_roles(instance.member)
