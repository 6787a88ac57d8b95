"""Figures of a judged set, ranked in three ways."""

import pytest

from ponte.bench.relevance import tables
from ponte.bench.relevance.judged import JudgedSet, Query, document
from ponte.bench.relevance.results import Results

NEEDS = [f"need{number}" for number in range(8)]
RANKINGS = {"lexical": ["b", "a"], "semantic": ["a", "b"], "hybrid": ["a", "b"]}


@pytest.fixture
def results():
    judged = JudgedSet(
        "challenges",
        {name: document(number, "en", "", name) for number, name in enumerate("ab")},
        [Query(f"{need}-{lang}", lang, need, need) for need in NEEDS for lang in ("de", "en")]
        + [Query("none", "en", "none", "none")],
        {need: {"a": 2, "b": 1} for need in NEEDS},
        least=2,
    )
    rankings = {
        mode: {query.id: ranking for query in judged.queries} for mode, ranking in RANKINGS.items()
    }
    return Results(judged, rankings)


def test_queries_without_answer_do_not_count(results):
    assert len(results.answerable) == 16
    assert results.of("hybrid").hit_1 == 1
    assert results.of("lexical", "de").hit_1 == 0
    assert results.of("lexical", "de").mrr_10 == 0.5


def test_a_difference_is_judged_by_need_and_not_by_query(results):
    # Of the 2^8 arrangements of signs of eight needs two are as far from 0; of those of
    # sixteen queries it would be 2 of 2^16.
    assert results.chance("hybrid", "lexical") == pytest.approx(2 / 2**8)
    assert results.chance("hybrid", "semantic") == 1


def test_hit_rate_counts_answers_among_the_first(results):
    assert results.hit_rate("lexical", 1) == 0
    assert results.hit_rate("lexical", 2) == 1


def test_the_table_has_a_line_for_each_language_and_mode(results):
    lines = list(tables.table(results))

    assert lines[0] == "challenges: 16 queries, 2 documents"
    assert [line.split()[:2] for line in lines[2:]] == [
        [lang, mode] for lang in ("de", "en", "all") for mode in RANKINGS
    ]
    assert lines[2].split() == ["de", "lexical", "0.000", "1.000", "0.500", "0.860", "1.000"]
    assert lines[4].endswith("lexical p=0.0078, semantic p=1.0000")


def test_goals_say_what_was_reached(results):
    assert list(tables.goals([results])) == [
        "challenges: hybrid against its better part, nDCG@10: +0.000 (goal -0.01: met)",
        "challenges: hybrid against words alone, nDCG@10: +0.140 (goal +0.10: met)",
        "challenges: an answer among the first five: +1.000 (goal +0.90: met)",
        "challenges: MRR@10 of de as a share of en: +1.000 (goal +0.90: met)",
    ]


def test_a_goal_that_is_missed_says_so(results):
    worse = {**results.rankings, "hybrid": results.rankings["lexical"]}

    [line, *_] = tables.goals([Results(results.judged, worse)])

    assert line.endswith(": -0.140 (goal -0.01: MISSED)")


def test_where_nothing_answers_is_told_by_the_nearest_sentence(results):
    nearness = {
        query.id: 0.5 if results.judged.has_answer(query) else 0.2
        for query in results.judged.queries
    }

    lines = list(tables.answering(Results(results.judged, results.rankings, nearness)))

    assert lines[0].endswith("16 queries with and 1 without an answer: area 1.000")
    assert lines[3].split(maxsplit=3)[3] == (
        "0.500: keeps 100% of those with an answer, refuses 100% of those without"
    )


def test_where_every_query_has_an_answer_there_is_nothing_to_tell(results):
    assert list(tables.answering(results)) == []
