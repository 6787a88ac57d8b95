import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission


@pytest.fixture
def admin(db):
    return get_user_model().objects.create_superuser(
        "admin@office.example", "a long password", first_name="Ada", last_name="Min"
    )


@pytest.fixture
def office(client, admin):
    """A browser in which an administrator is signed in."""
    client.force_login(admin)
    return client


@pytest.fixture
def editor(db):
    """May enter and read practices, nothing else."""
    group = Group.objects.create(name="Readers")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_practice"]))
    member = get_user_model().objects.create_user("reader@office.example", "a long password")
    member.groups.add(group)
    return member
