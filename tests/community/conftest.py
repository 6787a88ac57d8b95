import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_counts():
    """Begin with no attempts counted: every test signs in from the same address."""
    cache.clear()
