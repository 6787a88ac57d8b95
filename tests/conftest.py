"""Fixtures that every test may use."""

import gc
from uuid import uuid4

import hypothesis
import pytest
from django.db import transaction
from django.test import TransactionTestCase

from ponte import search
from ponte.editorial.menu import MENU
from ponte.matching import inputs
from ponte.search.indexer import drain
from ponte.search.vectors.space import space
from tests.database import MigratedDatabase

# Nothing that tests leave behind is large: it is looked for less often.
gc.set_threshold(100_000, 50, 100)

# A slow machine is no failure.
hypothesis.settings.register_profile("ponte", deadline=None)
hypothesis.settings.load_profile("ponte")


DATABASE = {"db", "transactional_db", "module_db", "django_db_setup"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark the tests that ask the database; keep those of a module that share rows in one
    worker: they are made once."""
    for item in items:
        if item.get_closest_marker("django_db") or not DATABASE.isdisjoint(item.fixturenames):
            item.add_marker(pytest.mark.database)
        if "module_db" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group(item.module.__name__))


@pytest.fixture(scope="session")
def django_db_setup(
    request, django_test_environment, django_db_blocker, django_db_keepdb, django_db_createdb
):
    """Connect to a copy of the migrated database, and to a new one after each test that commits.

    In place of pytest-django's, with which every worker migrates, and a test that commits
    ends with an emptied database that is filled by the signals after a migration.
    """
    of_worker = getattr(request.config, "workerinput", {})
    worker, run = of_worker.get("workerid", "main"), of_worker.get("testrunuid", uuid4().hex)
    database = MigratedDatabase(run, keep=django_db_keepdb)

    def connect_anew(_test):
        database.connect_to_copy(worker)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", connect_anew)
        with django_db_blocker.unblock():
            database.connect_to_copy(worker, anew=django_db_createdb)
        yield


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker):
    """A transaction around the tests of a module, for rows that all of them share.

    A fixture of the module makes them within `with module_db():`. Every test that has `db`
    finds them as they were made, whatever the one before did to them.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        with django_db_blocker.block():
            yield django_db_blocker.unblock
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _empty_index():
    """Begin with an index that holds nothing; the memory backend is made anew."""
    search.backend.cache_clear()
    space.cache_clear()


@pytest.fixture(autouse=True)
def _nothing_in_memory():
    """Begin with nothing that a test before has read from its own database."""
    inputs.store.cache_clear()


@pytest.fixture
def indexed(db):
    """Bring the index up to date: call it after the objects are saved."""
    return drain


@pytest.fixture(autouse=True)
def no_menu(monkeypatch):
    """No page asks what editors want in the footer, so that its queries can be counted."""
    monkeypatch.setattr(MENU, "until", float("inf"))
