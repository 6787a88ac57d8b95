"""The components: shipped once, frozen when used, in versions."""

import pytest
from django.db.models import ProtectedError

from ponte.transfers.actions import install_framework
from ponte.transfers.models import Component, Framework, FrameworkIsFrozen
from ponte.transfers.shipped import COMPONENTS
from tests.factories.transfers import make_transfer, travelling

pytestmark = pytest.mark.django_db
CHANGED = (COMPONENTS[0]._replace(name="Another name"), *COMPONENTS[1:])


def test_every_group_has_three_components():
    groups = [spec.group for spec in COMPONENTS]

    assert {group: groups.count(group) for group in groups} == dict.fromkeys(
        Component.Group.values, 3
    )


def test_a_migrated_database_has_the_shipped_components():
    assert list(Framework.objects.values_list("version", flat=True)) == [1]
    assert [each.slug for each in Framework.objects.get().components.all()] == [
        spec.slug for spec in COMPONENTS
    ]


def test_installing_the_same_again_changes_nothing():
    before = Framework.objects.get()

    assert install_framework() == before
    assert Framework.objects.count() == 1


def test_what_nobody_uses_is_rewritten_as_the_same_version():
    framework = install_framework(CHANGED)

    assert [each.version for each in Framework.objects.all()] == [1]
    assert framework.components.first().name == "Another name"


def test_what_is_used_stays_and_a_new_version_stands_beside_it():
    transfer = make_transfer()

    framework = install_framework(CHANGED)

    assert (framework.version, transfer.framework.version) == (2, 1)
    assert transfer.framework.components.first().name == COMPONENTS[0].name
    assert make_transfer(travelling(title="Another")).framework == framework


def test_what_is_used_is_frozen():
    component = make_transfer().framework.components.first()

    with pytest.raises(FrameworkIsFrozen):
        component.save()
    with pytest.raises(FrameworkIsFrozen):
        component.delete()
    with pytest.raises(FrameworkIsFrozen):
        component.framework.delete()
    with pytest.raises(ProtectedError):
        Framework.objects.filter(pk=component.framework_id).delete()
