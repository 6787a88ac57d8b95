"""A distribution is complete, even, and fits; compared with trying everything."""

import random
from collections import Counter
from itertools import combinations, product

import pytest

from ponte.review.balance import Edge, Expert, distribute, spread


def all_edges(practices, experts, cost=0):
    return [Edge(p, e, cost) for p in range(practices) for e in range(experts)]


def loads_after(pairs, experts):
    given = Counter(expert for _practice, expert in pairs)
    return [expert.load + given[key] for key, expert in experts.items()]


def test_five_hundred_practices_and_sixty_experts():
    rng = random.Random(4)
    topics = [set(rng.sample(range(6), 2)) for _ in range(60)]
    languages = [{"en", *rng.sample(["de", "es", "fr", "it", "pl"], 2)} for _ in range(60)]
    experts = {
        e: Expert(load=rng.randrange(3), group=rng.randrange(40) if e % 5 else None)
        for e in range(60)
    }
    conflicts = {(rng.randrange(500), rng.randrange(60)) for _ in range(1500)}
    edges = [
        Edge(p, e, rng.randrange(3))
        for p in range(500)
        for topic, language in [(p % 6, rng.choice(["en", "en", "de", "es", "fr", "it", "pl"]))]
        for e in range(60)
        if topic in topics[e] and language in languages[e] and (p, e) not in conflicts
    ]

    pairs = distribute(dict.fromkeys(range(500), 2), experts, edges)

    assert len(pairs) == 1000
    assert len(set(pairs)) == 1000
    assert set(Counter(practice for practice, _expert in pairs).values()) == {2}
    assert set(pairs) & conflicts == set()
    assert set(pairs) <= {(edge.practice, edge.expert) for edge in edges}
    assert spread(loads_after(pairs, experts)) <= 1
    groups = Counter((p, experts[e].group) for p, e in pairs if experts[e].group is not None)
    assert set(groups.values()) == {1}


def test_the_heavier_loaded_get_less():
    experts = {0: Expert(load=4), 1: Expert(load=1), 2: Expert()}

    pairs = distribute(dict.fromkeys(range(4), 1), experts, all_edges(4, 3))

    assert loads_after(pairs, experts) == [4, 2, 3] or loads_after(pairs, experts) == [4, 3, 2]


def test_loads_are_as_even_as_the_edges_allow():
    only_first = [Edge(p, 0) for p in range(4)]
    experts = {0: Expert(), 1: Expert(), 2: Expert()}

    pairs = distribute(
        dict.fromkeys(range(6), 1), experts, [*only_first, Edge(4, 1), Edge(4, 0), Edge(5, 2)]
    )

    assert loads_after(pairs, experts) == [4, 1, 1]


def test_among_even_distributions_the_one_that_fits_best():
    edges = [Edge(p, e, 0 if p % 3 == e else 2) for p in range(6) for e in range(3)]

    pairs = distribute(dict.fromkeys(range(6), 1), {e: Expert() for e in range(3)}, edges)

    assert pairs == [(p, p % 3) for p in range(6)]


def test_evenness_goes_before_fit():
    edges = [Edge(p, e, 0 if e == 0 else 9) for p in range(4) for e in range(2)]

    pairs = distribute(dict.fromkeys(range(4), 1), {0: Expert(), 1: Expert()}, edges)

    assert loads_after(pairs, {0: Expert(), 1: Expert()}) == [2, 2]


def test_a_place_is_filled_even_if_loads_become_uneven():
    edges = [Edge(0, 0), Edge(1, 0), Edge(2, 0), Edge(2, 1)]

    pairs = distribute(dict.fromkeys(range(3), 1), {0: Expert(load=9), 1: Expert()}, edges)

    assert pairs == [(0, 0), (1, 0), (2, 1)]


def test_nobody_gets_more_than_the_most():
    experts = {0: Expert(load=2, most=3), 1: Expert(load=5, most=3), 2: Expert(most=1)}

    pairs = distribute(dict.fromkeys(range(4), 1), experts, all_edges(4, 3))

    assert sorted(expert for _practice, expert in pairs) == [0, 2]


def test_scarce_experts_give_everybody_one_before_anybody_two():
    experts = {e: Expert(most=1) for e in range(3)}

    pairs = distribute({0: 2, 1: 2, 2: 2}, experts, all_edges(3, 3))

    assert Counter(practice for practice, _expert in pairs) == {0: 1, 1: 1, 2: 1}


def test_a_practice_gets_one_expert_of_a_group():
    experts = {0: Expert(group="town"), 1: Expert(group="town"), 2: Expert(load=7, group="port")}

    pairs = distribute({0: 2}, experts, all_edges(1, 3))

    assert pairs in ([(0, 0), (0, 2)], [(0, 1), (0, 2)])


def test_people_without_a_group_are_no_group():
    experts = {0: Expert(), 1: Expert()}

    assert distribute({0: 2}, experts, all_edges(1, 2)) == [(0, 0), (0, 1)]


@pytest.mark.parametrize(
    ("needs", "edges"), [({}, []), ({0: 2}, []), ({0: 0, 1: 0}, [Edge(0, 0), Edge(1, 0)])]
)
def test_nothing_to_do(needs, edges):
    assert distribute(needs, {0: Expert()}, edges) == []


def test_a_cost_below_zero_is_refused():
    with pytest.raises(ValueError, match="not below 0"):
        distribute({0: 1}, {0: Expert()}, [Edge(0, 0, -1)])


def worth(pairs, needs, experts, costs):
    """What `distribute` makes least: open places, then squares of loads, then costs."""
    filled = Counter(practice for practice, _expert in pairs)
    empty = [needs[practice] - filled[practice] for practice in needs]
    return (
        sum(empty),
        sum(places * places for places in empty),
        sum(load * load for load in loads_after(pairs, experts)),
        sum(costs[pair] for pair in pairs),
    )


def allowed(pairs, experts):
    groups = [(p, experts[e].group) for p, e in pairs if experts[e].group is not None]
    given = Counter(expert for _practice, expert in pairs)
    return len(groups) == len(set(groups)) and all(
        expert.most is None or not given[key] or expert.load + given[key] <= expert.most
        for key, expert in experts.items()
    )


@pytest.mark.parametrize("seed", range(40))
def test_as_good_as_the_best_of_all_distributions(seed):
    rng = random.Random(seed)
    experts = {
        e: Expert(
            load=rng.randrange(3),
            most=rng.choice([None, 2, 3]),
            group=rng.choice([None, "a", "b"]),
        )
        for e in range(4)
    }
    costs = {(p, e): rng.randrange(3) for p, e in product(range(4), range(4)) if rng.random() < 0.6}
    needs = {p: rng.randint(1, 2) for p in range(4)}
    choices = []
    for practice, need in needs.items():
        own = [pair for pair in costs if pair[0] == practice]
        choices.append([each for size in range(need + 1) for each in combinations(own, size)])
    every = ([*a, *b, *c, *d] for a, b, c, d in product(*choices))

    pairs = distribute(needs, experts, [Edge(p, e, cost) for (p, e), cost in costs.items()])

    best = min(worth(each, needs, experts, costs) for each in every if allowed(each, experts))
    assert allowed(pairs, experts)
    assert worth(pairs, needs, experts, costs) == best


@pytest.mark.parametrize(("loads", "expected"), [([], 0), ([3], 0), ([2, 5, 3], 3)])
def test_spread(loads, expected):
    assert spread(loads) == expected
