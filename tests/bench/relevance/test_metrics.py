"""The figures of the benchmark, against examples worked out by hand."""

import pytest

from ponte.bench.relevance import metrics

# Järvelin and Kekäläinen's running example: the grades of a ranking, place by place.
KEKALAINEN = [3, 2, 3, 0, 0, 1, 2, 2, 3, 0]


def graded(grades):
    ranking = [f"d{place}" for place in range(len(grades))]
    return ranking, dict(zip(ranking, grades, strict=True))


def test_reciprocal_rank_is_that_of_the_first_answer():
    ranking, grades = graded([0, 0, 1, 1])

    assert metrics.reciprocal_rank(ranking, grades, 10) == pytest.approx(1 / 3)
    assert metrics.reciprocal_rank(ranking, grades, 2) == 0


def test_a_low_grade_is_no_answer_where_a_higher_one_is_asked_for():
    ranking, grades = graded([1, 0, 2])

    assert metrics.reciprocal_rank(ranking, grades, 10, least=2) == pytest.approx(1 / 3)
    assert metrics.hit(ranking, grades, 1) == 1
    assert metrics.hit(ranking, grades, 1, least=2) == 0
    assert metrics.recall(ranking, grades, 1) == 0.5
    assert metrics.recall(ranking, grades, 1, least=2) == 0


def test_ndcg_of_a_worked_example():
    ranking, grades = graded(KEKALAINEN)

    # 3 + 2/1.585 + 3/2 + 1/2.807 + 2/3 + 2/3.170 + 3/3.322, over 3 + 3/1.585 + 3/2 + 2/2.322
    # + 2/2.585 + 2/2.807 + 1/3
    assert metrics.ndcg(ranking, grades, 10) == pytest.approx(8.3188 / 9.0736, abs=1e-5)


def test_ndcg_counts_what_the_ranking_left_out():
    assert metrics.ndcg(["a"], {"a": 1, "b": 1}, 10) == pytest.approx(1 / (1 + 1 / 1.58496))
    assert metrics.ndcg(["a"], {"a": 1, "b": 1}, 1) == 1
    assert metrics.ndcg([], {"a": 1}, 10) == 0


def test_recall_is_the_share_of_answers_within_the_first():
    ranking, grades = graded([0, 1, 0, 1])

    assert metrics.recall(ranking, {**grades, "far": 1}, 100) == pytest.approx(2 / 3)
    assert metrics.recall(ranking, grades, 2) == 0.5


def test_scores_put_all_figures_together():
    ranking, grades = graded([0, 3])

    found = metrics.scores(ranking, grades)

    assert found == pytest.approx((0, 1, 0.5, 1 / 1.58496, 1), abs=1e-5)
    assert metrics.mean([found, metrics.scores(["d1"], grades)]) == pytest.approx(
        (0.5, 1, 0.75, (1 + 1 / 1.58496) / 2, 1), abs=1e-5
    )


def test_chance_is_exact_for_few_pairs():
    # Of the 2^4 arrangements of signs only two have a mean as far from 0.
    assert metrics.chance([1, 2, 3, 4], [0, 0, 0, 0]) == pytest.approx(2 / 16)
    assert metrics.chance([1, 1], [1, 1]) == 1


def test_chance_is_small_for_a_difference_that_always_shows_and_the_same_each_time():
    better, worse = [0.5 + at / 100 for at in range(40)], [0.4 + at / 100 for at in range(40)]

    found = metrics.chance(better, worse)

    assert found < 0.001
    assert metrics.chance(better, worse) == found
    assert metrics.chance(better, better[::-1]) > 0.5
