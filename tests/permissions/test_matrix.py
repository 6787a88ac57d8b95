"""Every address × every role against a literal table.

The table says what a GET answers: `yes`, `sign in`, `no` (403, or back to where one has
rights), `missing` (404: the example does not exist, or is not that member's). What was found
is written into build/matrix/. When a right changes on purpose, read it there, then run
`python scripts/role_table.py`, which makes the table of it, and read the difference.
"""

import csv
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import NoReverseMatch, reverse

from ponte.urls import LIBRARIES
from tests.permissions.addresses import addresses, path_of
from tests.permissions.roles import ROLES
from tests.permissions.world import World

HERE = Path(__file__).parent
TABLE = HERE / "matrix.csv"
FOUND = site.BUILD_DIR / "matrix"
BACK_OFFICE = "admin/"
SIGN_INS = ("/account/login/", "/admin/login/")
# Which need no right to enter: the way in, and what the way in is drawn with.
WAY_IN = ("admin/password_reset/", "admin/sprite", "admin/jsi18n")
HAS_OFFICE = ("expert", "secretariat", "administrator")
ALL = list(addresses())
OURS = [each for each in ALL if not each.route.startswith(BACK_OFFICE)]
# In the back office a page without a variable part stands for the pages behind it.
# Wagtail's test of the error page does nothing but fail.
OFFICE = [
    each
    for each in ALL
    if each.route.startswith(BACK_OFFICE)
    and not each.parameters
    and each.name != "wagtailadmin_error_test"
]
DEEP = [
    each
    for each in ALL
    if each.route.startswith(BACK_OFFICE) and each.parameters and not each.route.startswith(WAY_IN)
]
PARTS = sorted({each.part for each in [*OURS, *OFFICE]})


def literal():
    """The table: {route: {role: word}}."""
    with TABLE.open(newline="") as file:
        return {row.pop("address"): row for row in csv.DictReader(file)}


def answer(client, path):
    """What a GET of `path` answers, in a word of the table."""
    response = client.get(path)
    if response.status_code in (301, 302):
        return where(response.url, path)
    return {403: "no", 404: "missing"}.get(response.status_code, "yes")


def where(url, path):
    if url.startswith(SIGN_INS):
        return "sign in"
    if url == "/admin/" and path.startswith("/admin/"):
        return "no"
    return "yes"


def clients(world):
    made = {role: Client() for role in ROLES}
    for role, member in world.members.items():
        made[role].force_login(member, "allauth.account.auth_backends.AuthenticationBackend")
    return made


def written(rows):
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([route, *row.values()] for route, row in rows.items())
    return out.getvalue()


@pytest.fixture(scope="module")
def shared_world(module_db):
    with module_db():
        return World()


@pytest.fixture
def world(shared_world, db):
    return shared_world


@pytest.mark.parametrize("address", ALL, ids=lambda address: address.route or "/")
def test_every_address_declares_whom_it_is_open_to(address):
    of_a_library = address.route.startswith(tuple(LIBRARIES))

    assert hasattr(address.view, "policy") or of_a_library, (
        f"Mark the view of {address.route} with @open_to(…): see ponte/core/access.py."
    )


def test_the_table_has_every_address_and_no_other():
    assert set(literal()) == {each.route for each in [*OURS, *OFFICE]}


@pytest.mark.parametrize("part", PARTS)
def test_every_role_gets_what_the_table_says(part, world):
    browsers = clients(world)
    found = {
        each.route: {role: answer(browsers[role], path_of(each, world)) for role in ROLES}
        # Signing out comes last.
        for each in sorted([*OURS, *OFFICE], key=lambda address: "logout" in address.route)
        if each.part == part
    }
    FOUND.mkdir(parents=True, exist_ok=True)
    (FOUND / f"{part}.csv").write_text(written(found))

    table = literal()
    assert found == {route: table.get(route) for route in found}


@pytest.mark.parametrize("role", [role for role in ROLES if role not in HAS_OFFICE])
def test_deep_pages_of_the_back_office_send_away_who_may_not_enter(role, world):
    browser = clients(world)[role]

    found = {each.route: answer(browser, deep_path(each)) for each in DEEP}

    assert found == dict.fromkeys(found, "sign in")


def deep_path(address):
    """An address of the back office with anything in its variable parts."""
    numbers = dict.fromkeys(address.parameters, 1)
    for values in (numbers, dict.fromkeys(numbers, "word"), dict.fromkeys(numbers, UUID(int=1))):
        try:
            return reverse(address.name, kwargs=values)
        except NoReverseMatch:
            continue
    raise LookupError(f"Say how to reach {address.route}.")
