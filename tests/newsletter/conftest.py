import logging

import pytest


@pytest.fixture
def queue(settings):
    """The queue in the database, as outside tests."""
    settings.TASKS = {
        **settings.TASKS,
        "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    }
    logging.getLogger("django_tasks").disabled = True
    yield
    logging.getLogger("django_tasks").disabled = False


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = {}
