"""Ties that forbid a review, without a database."""

import random
from datetime import date

import pytest

from ponte.review.conflicts import Conflict, Kind, Point, Tie, all_between, between

TODAY = date(2026, 11, 22)


def tie(kind, key, **fields):
    return Tie(Point(kind, key), **fields)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_tie_that_both_have_is_a_conflict(kind):
    conflicts = between(
        [tie(kind, 7, label="Seven"), tie(kind, 8)], [tie(kind, 7), tie(kind, 9)], today=TODAY
    )

    assert conflicts == [Conflict(kind, "Seven", declared=False)]


def test_the_same_key_of_another_kind_is_none():
    conflicts = between([tie(Kind.PROJECT, 7)], [tie(Kind.ORGANISATION, 7)], today=TODAY)

    assert conflicts == []


@pytest.mark.parametrize(
    ("until", "conflict"),
    [
        (None, True),
        (date(2027, 1, 1), True),
        (date(2023, 11, 22), True),
        (date(2023, 11, 21), False),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_an_ended_tie_counts_for_three_years(until, conflict, turned):
    sides = [tie(Kind.REGION, "ES51", until=until)], [tie(Kind.REGION, "ES51")]

    found = between(*(reversed(sides) if turned else sides), today=TODAY)

    assert bool(found) is conflict


def test_three_years_before_the_29th_of_february_is_the_28th():
    ended = [tie(Kind.PROJECT, 1, until=date(2025, 2, 28))]

    assert between(ended, [tie(Kind.PROJECT, 1)], today=date(2028, 2, 29))
    assert not between(ended, [tie(Kind.PROJECT, 1)], today=date(2028, 3, 1))


def test_the_tie_that_lasts_outweighs_the_one_that_ended():
    expert = [
        tie(Kind.ORGANISATION, 1, until=date(2020, 1, 1)),
        tie(Kind.ORGANISATION, 1, label="Again there"),
    ]

    assert between(expert, [tie(Kind.ORGANISATION, 1)], today=TODAY) == [
        Conflict(Kind.ORGANISATION, "Again there", declared=False)
    ]


def test_what_was_declared_is_named_as_such():
    expert = [tie(Kind.ORGANISATION, 1, declared=True), tie(Kind.ORGANISATION, 1, label="Office")]

    (conflict,) = between(expert, [tie(Kind.ORGANISATION, 1, label="Town")], today=TODAY)

    assert conflict == Conflict(Kind.ORGANISATION, "Town", declared=True)


def test_conflicts_come_in_the_order_of_their_kinds():
    ties = [tie(Kind.REGION, "ES51"), tie(Kind.PERSON, 1), tie(Kind.PROJECT, 1)]

    assert [each.kind for each in between(ties, ties, today=TODAY)] == [
        Kind.PERSON,
        Kind.PROJECT,
        Kind.REGION,
    ]


def test_every_planted_conflict_is_found_among_many_and_no_other():
    rng = random.Random(20)
    experts = {e: [tie(kind, ("expert", e)) for kind in Kind] for e in range(60)}
    practices = {p: [tie(kind, ("practice", p)) for kind in Kind] for p in range(500)}
    planted = {(rng.randrange(500), rng.randrange(60)) for _ in range(1000)}
    for practice, expert in planted:
        shared = tie(rng.choice(list(Kind)), (practice, expert))
        experts[expert].append(shared)
        practices[practice].append(shared)
    for number in range(300):  # ended long ago: no conflict
        over = tie(Kind.REGION, ("over", number), until=date(2023, 11, 21))
        experts[number % 60].append(over)
        practices[number].append(tie(Kind.REGION, ("over", number)))

    found = all_between(experts, practices, today=TODAY)

    assert found == planted
    assert found == {
        (practice, expert)
        for practice in practices
        for expert in experts
        if between(experts[expert], practices[practice], today=TODAY)
    }
