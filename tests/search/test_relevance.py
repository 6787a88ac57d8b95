"""One number for each record: how well it answers a text."""

import pytest

from ponte import search
from ponte.search.models import Vector
from tests.search.corpus import document, filled
from tests.search.vectors.kept import keep

TEXT = "Ports want to reduce the noise of ships at night"


@pytest.fixture
def harbours(backend):
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


@pytest.fixture
def understood(db, harbours, words_encoder):
    """The same, with vectors of all but the last."""
    keep(
        [
            document(7, "Quiet ports", "They reduce the noise of ships at night."),
            document(3, "Night buses", "Buses run at night."),
            *(document(100 + at, f"Filler {at}", f"about thing {at}") for at in range(30)),
        ]
    )


def test_meaning_counts_where_words_differ(understood):
    found = search.relevance("Hafen ohne Larm", kind="practice", lang="de")

    assert found.by_meaning is True
    assert found.object_ids.tolist() == [3, 5, 7]
    assert found.values[2] > 0.2 > found.values[0] == 0


def test_the_very_text_is_as_good_as_can_be(understood):
    very = "Quiet ports\nThey reduce the noise of ships at night."

    assert values(very)[7] == pytest.approx(1, abs=1e-5)


def test_a_record_that_waits_for_its_vector_goes_by_words(understood):
    assert values("Vouchers for research")[5] > 0.5


def test_words_add_to_meaning(understood, use_encoder):
    together = values("noise ships buses")
    use_encoder("none")
    alone = values("noise ships buses")

    assert 1 >= together[7] > 0.5 * alone[7] > 0


def test_without_an_encoder_words_answer(understood, use_encoder):
    use_encoder("tests.search.encoders.words.Broken")

    assert search.relevance(TEXT, kind="practice", lang="en").by_meaning is False


def test_kinds_without_meaning_go_by_words(understood):
    assert search.relevance(TEXT, kind="region", lang="en").by_meaning is False


def test_the_best_sentence_of_the_nearest_counts(db, harbours, words_encoder):
    night = document(
        3, "Night buses", "Buses run all through every night. Ships make no noise here."
    )
    keep([document(7, "Quiet ports", "Noise of ships falls at night, as they reduce it.")])
    keep([night, *(document(100 + at, f"Filler {at}") for at in range(30))])
    whole = values("buses run all through every night")[3]
    Vector.objects.all().delete()
    keep(
        [document(7, "Quiet ports", "Noise of ships falls at night, as they reduce it.")],
        sentences=True,
    )
    keep([night], sentences=True)
    keep([document(100 + at, f"Filler {at}") for at in range(30)])

    assert values("buses run all through every night")[3] > whole + 0.01
