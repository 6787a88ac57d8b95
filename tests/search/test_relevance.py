"""One number for each record: how well it answers a text."""

import pytest

from ponte import search
from tests.search.corpus import document
from tests.search.test_contract import backend, filled  # noqa: F401

TEXT = "Ports want to reduce the noise of ships at night"


@pytest.fixture
def harbours(backend):  # noqa: F811
    filled(
        backend,
        [
            document(7, "Quiet ports", "They reduce the noise of ships at night."),
            document(3, "Night buses", "Buses run at night."),
            document(5, "Vouchers", "Small firms buy research."),
            document(7, "Ports", "Ships reduce noise at night.", kind="project"),
        ],
    )
    return backend


def values(text, **fields):
    found = search.relevance(text, **{"kind": "practice", "lang": "en", **fields})
    return dict(zip(found.object_ids.tolist(), found.values.tolist(), strict=True))


def test_every_record_of_the_kind_has_a_value_and_no_other(harbours):
    assert list(values(TEXT)) == [3, 5, 7]
    assert list(values(TEXT, kind="project")) == [7]
    assert values(TEXT, kind="nothing") == {}


def test_values_rise_with_the_words_shared(harbours):
    found = values(TEXT)

    assert found[5] == 0
    assert 0 < found[3] < found[7] == 1


@pytest.mark.parametrize("text", ["", "the of", "zzzz", "\0", "*", '"'])
def test_a_text_that_says_nothing_is_answered_by_nothing(harbours, text):
    assert values(text) == {3: 0, 5: 0, 7: 0}


def test_of_a_long_text_the_beginning_counts(harbours):
    assert values(TEXT + " x" * 5000) == values(TEXT + " x" * 985)
    assert values("x " * 1000 + TEXT) == {3: 0, 5: 0, 7: 0}
