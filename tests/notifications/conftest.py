import pytest

from ponte.notifications import NotificationKind, kinds, register


@pytest.fixture(autouse=True)
def real_kinds():
    """Two kinds that tests may use, and no others until the test ends; returns the real ones."""
    before = dict(kinds.kinds)
    kinds.kinds.clear()
    register(NotificationKind("news", "News of practices"))
    register(NotificationKind("alarm", "Alarms", default="at_once"))
    yield before
    kinds.kinds.clear()
    kinds.kinds.update(before)
