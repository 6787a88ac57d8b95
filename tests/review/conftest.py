import pytest

from tests.factories.review import make_expert


@pytest.fixture
def experts(db):
    return [make_expert(name) for name in ("Ada", "Ben", "Cyd")]
