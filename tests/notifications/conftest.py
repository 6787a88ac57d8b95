import pytest

from ponte.notifications import NotificationKind, kinds, register


@pytest.fixture(autouse=True)
def _kinds():
    """Two kinds that tests may use, and no others until the test ends."""
    before = dict(kinds.kinds)
    kinds.kinds.clear()
    register(NotificationKind("news", "News of practices"))
    register(NotificationKind("alarm", "Alarms", default="at_once"))
    yield
    kinds.kinds.clear()
    kinds.kinds.update(before)
