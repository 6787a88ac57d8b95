"""Rights in the back office follow roles."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import GroupPagePermission

from ponte.community import groups
from ponte.community.models import Role, RoleGrant
from tests.factories.members import make_member


@pytest.fixture
def member(db):
    return make_member()


def group_names(member):
    return sorted(member.groups.values_list("name", flat=True))


def test_a_group_has_exactly_the_rights_of_the_table(db):
    group = Group.objects.get(name="secretariat")
    group.permissions.set(Permission.objects.all())

    groups.make_groups()

    held = group.permissions.values_list("content_type__app_label", "codename")
    assert sorted(map(".".join, held)) == sorted(groups.table()["secretariat"]["records"])


def test_experts_write_pages_and_others_publish_them(db):
    held = GroupPagePermission.objects.filter(group__name__in=groups.table())

    assert sorted(held.values_list("group__name", "permission__codename")) == [
        ("administrator", "add_page"),
        ("administrator", "change_page"),
        ("administrator", "publish_page"),
        ("expert", "add_page"),
        ("expert", "change_page"),
        ("secretariat", "add_page"),
        ("secretariat", "change_page"),
        ("secretariat", "publish_page"),
    ]


@pytest.mark.parametrize("right", ["community.change_member", "auth.change_group"])
def test_no_role_may_make_superusers_or_rights(db, right):
    assert [role for role, rights in groups.table().items() if right in rights["records"]] == []


def test_a_role_brings_its_group_and_takes_it_along(member):
    grant = RoleGrant.objects.create(member=member, role=Role.SECRETARIAT)
    RoleGrant.objects.create(member=member, role=Role.CONTACT_POINT)
    given = group_names(member)

    grant.ended_at = timezone.now()
    grant.save()

    assert (given, group_names(member)) == (["secretariat"], [])


def test_groups_made_by_hand_stay(member):
    member.groups.add(Group.objects.create(name="Translators"))
    grant = RoleGrant.objects.create(member=member, role=Role.ADMINISTRATOR)

    grant.delete()

    assert group_names(member) == ["Translators"]


def test_an_unknown_right_is_refused(db):
    with pytest.raises(LookupError, match="fly_practice"):
        groups.permissions(["practices.fly_practice"])
