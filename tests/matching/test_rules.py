"""Who may declare for a region."""

import pytest
from django.contrib.auth.models import AnonymousUser

from ponte.matching import rules
from ponte.regions.models import Region
from tests.factories.community import make_member, make_organisation

pytestmark = pytest.mark.django_db


def may(where, **organisation):
    member = make_member(organisation=make_organisation(**organisation) if organisation else None)
    return rules.may_declare.test(member, Region.objects.get(code=where))


@pytest.mark.parametrize(
    ("home", "kind", "allowed"),
    [
        ("AT11", "regional", True),
        ("AT111", "local", True),
        ("AT1", "regional", True),
        ("AT12", "regional", False),
        ("AT", "national", False),
        ("AT11", "research", False),
    ],
)
def test_authorities_of_the_region_may_declare(home, kind, allowed):
    assert may("AT11", region=home, type=kind) is allowed


def test_a_public_authority_by_its_status_may_declare_too():
    assert may("AT11", region="AT11", type="agency", legal_status="public_authority")


def test_a_country_of_one_region_speaks_for_it():
    assert may("MT00", region="MT", type="national")


def test_others_may_not():
    region = Region.objects.get(code="AT11")

    assert not may("AT11")
    assert not may("AT11", region=None, type="regional")
    assert not rules.may_declare.test(AnonymousUser(), region)
    assert rules.may_declare.test(make_member(roles=["secretariat"]), region)
