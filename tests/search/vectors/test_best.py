"""What the best sentence of a record adds to its whole text."""

import numpy as np
import pytest

from ponte.search.models import Vector
from ponte.search.vectors.best import best_sentences, together
from tests.search.corpus import document
from tests.search.encoders.words import Words
from tests.search.vectors.kept import keep

NOTHING = np.nan


def after(whole, best):
    return together(np.array(whole, np.float32), np.array(best, np.float32)).tolist()


def test_whole_text_and_best_sentence_count_half_each():
    assert after([0.5, 0.4], [0.5, 0.8]) == pytest.approx([0.4, 0.5])


def test_sentences_that_are_all_as_much_nearer_change_nothing():
    assert after([0.5, 0.4, 0.3], [0.7, 0.6, 0.5]) == pytest.approx([0.5, 0.4, 0.3])
    assert after([0.5], [0.9]) == pytest.approx([0.5])


def test_a_record_without_sentences_stays_where_it_is():
    assert after([0.5, 0.4, 0.3], [NOTHING, 0.4, 0.7])[0] == pytest.approx(0.5)
    assert after([0.5, 0.4], [NOTHING, NOTHING]) == pytest.approx([0.5, 0.4])


@pytest.fixture
def kept(db, use_encoder):
    use_encoder("none")
    keep(
        [
            document(1, "Ports", "Buses run at night here. Quiet ports agree on their hours."),
            document(2, "Vans", "Buses run at night here."),
            document(2, "Vans", "Quiet ports agree on their hours.", kind="project"),
            document(3, "Short"),
        ],
        sentences=True,
    )


def likeness(*keys):
    [sought] = Words().encode(["Quiet ports agree on their hours."], query=True)
    return best_sentences(sought, keys, Words.name)


def test_the_nearest_sentence_counts(kept):
    found = likeness(("practice", 1), ("practice", 2), ("project", 2))

    assert found["practice", 1] == found["project", 2] == pytest.approx(1, abs=1e-5)
    assert found["practice", 2] < 0.5


def test_what_has_no_sentences_has_no_likeness(kept):
    Vector.objects.filter(object_id=1).update(has_sentences=False)

    assert likeness(("practice", 1), ("practice", 3), ("practice", 9)) == {}
    assert likeness() == {}


def test_it_takes_one_query(kept, django_assert_num_queries):
    with django_assert_num_queries(1):
        likeness(("practice", 1), ("project", 2), ("practice", 2))
