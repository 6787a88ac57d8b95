"""The formulas of similarity, against laws they keep and slow copies of themselves."""

import math
from statistics import mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ponte.regions.rules import likeness
from ponte.regions.similarity.distance import (
    Distances,
    contributions,
    distances,
    distances_from,
    extremes,
    reasons,
    scale,
)
from ponte.regions.similarity.gower import Feature, gower
from ponte.regions.similarity.peers import grouped, k_medoids, peer_groups, silhouette
from ponte.regions.similarity.ranking import nearest
from ponte.regions.similarity.scheme import (
    BadScheme,
    Group,
    Scheme,
    Variable,
    load_scheme,
    read_scheme,
)

NAN = math.nan
NEVER = st.just(False)
WEIGHTS = st.sampled_from([0.5, 1.0, 2.0, 3.0])
# Figures as statistics give them: a few digits, some of them missing.
FIGURES = st.one_of(st.just(NAN), st.integers(-2000, 2000).map(lambda number: number / 8))

POSITIVE = st.one_of(st.just(NAN), st.integers(1, 20_000).map(float))


@st.composite
def schemes(draw, logged=NEVER):
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    groups = []
    for number, size in enumerate(sizes):
        variables = tuple(
            Variable(f"v{number}{place}", draw(logged), draw(WEIGHTS)) for place in range(size)
        )
        groups.append(Group(f"g{number}", variables, draw(WEIGHTS)))
    return Scheme(tuple(groups), tail=draw(st.sampled_from([0.0, 2.5, 10.0])))


@st.composite
def regions(draw, scheme, figures=FIGURES):
    row = st.lists(figures, min_size=len(scheme.codes), max_size=len(scheme.codes))
    return np.array(draw(st.lists(row, min_size=2, max_size=7)))


@st.composite
def cases(draw, logged=NEVER, figures=FIGURES):
    scheme = draw(schemes(logged))
    return scheme, draw(regions(scheme, figures))


def same(one, other):
    return np.allclose(one, other, rtol=0, atol=1e-9, equal_nan=True)


def compared(values, scheme):
    return distances(scale(values, scheme), scheme)


# The formula of the structural distance, written down once more without any haste.


def percentile(numbers, percent):
    ordered = sorted(numbers)
    place = (len(ordered) - 1) * percent / 100
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def slow_scale(column, logged, tail):
    if logged:
        column = [math.log10(value) if value > 0 else NAN for value in column]
    known = [value for value in column if not math.isnan(value)]
    if not known:
        return column
    low, high = percentile(known, tail), percentile(known, 100 - tail)
    if low >= high:
        return [value if math.isnan(value) else 0.0 for value in column]
    return [(min(max(value, low), high) - low) / (high - low) for value in column]


def slow_distance(one, other, scheme):
    known_groups, coverage, everything = [], 0.0, sum(group.weight for group in scheme.groups)
    place = 0
    for group in scheme.groups:
        terms = []
        for variable in group.variables:
            a, b = one[place], other[place]
            place += 1
            if not (math.isnan(a) or math.isnan(b)):
                terms.append((variable.weight, (a - b) ** 2))
        whole = sum(variable.weight for variable in group.variables)
        if terms:
            share = sum(weight for weight, _ in terms)
            inside = sum(weight * square for weight, square in terms) / share
            known_groups.append((group.weight, inside))
            coverage += group.weight / everything * share / whole
    if not known_groups:
        return NAN, 0.0
    weights = sum(weight for weight, _ in known_groups)
    return sum(weight * inside for weight, inside in known_groups) / weights, coverage


@given(cases(logged=st.booleans()))
def test_distances_are_those_of_the_formula(case):
    scheme, values = case
    columns = [
        slow_scale(list(column), variable.logged, scheme.tail)
        for column, variable in zip(values.T, scheme.variables, strict=True)
    ]
    rows = list(zip(*columns, strict=True))
    expected = [[slow_distance(one, other, scheme) for other in rows] for one in rows]

    found = compared(values, scheme)

    assert same(found.distance, [[pair[0] for pair in row] for row in expected])
    assert same(found.coverage, [[pair[1] for pair in row] for row in expected])


def test_distances_over_several_blocks_are_those_of_the_formula():
    chance = np.random.default_rng(3)
    values = chance.normal(size=(600, 4))
    values[chance.random(values.shape) < 0.3] = NAN
    scheme = Scheme((Group("a", (Variable("x"), Variable("y", weight=2.0))),
                     Group("b", (Variable("z"), Variable("t")), 3.0)))  # fmt: skip
    scaled = scale(values, scheme)

    found = distances(scaled, scheme)

    pairs = [(int(i), int(j)) for i, j in chance.integers(0, 600, size=(500, 2)) if i != j]
    expected = [slow_distance(scaled[i], scaled[j], scheme) for i, j in pairs]
    assert same([found.distance[pair] for pair in pairs], [pair[0] for pair in expected])
    assert same([found.coverage[pair] for pair in pairs], [pair[1] for pair in expected])


@given(cases(), st.data())
def test_distances_from_one_are_those_among_all(case, data):
    scheme, values = case
    scaled = scale(values, scheme)
    place = data.draw(st.integers(0, len(values) - 1))

    found = distances_from(place, scaled, scheme)

    among_all = distances(scaled, scheme)
    assert same(found.distance, among_all.distance[place])
    assert same(found.coverage, among_all.coverage[place])


@given(cases())
def test_distances_are_symmetric_from_0_to_1_and_0_to_oneself(case):
    scheme, values = case

    distance, coverage = compared(values, scheme)

    assert np.array_equal(distance, distance.T, equal_nan=True)
    assert np.array_equal(coverage, coverage.T)
    assert np.all((distance >= 0) & (distance <= 1) | np.isnan(distance))
    assert np.all((coverage >= 0) & (coverage <= 1))
    diagonal = np.diag(distance)
    assert set(diagonal[~np.isnan(diagonal)]) <= {0.0}


@given(cases())
def test_pairs_with_nothing_in_common_are_not_comparable(case):
    scheme, values = case
    nothing = ~((~np.isnan(values))[:, None] & ~np.isnan(values)).any(axis=2)

    distance, coverage = compared(values, scheme)

    assert np.array_equal(np.isnan(distance), nothing)
    assert np.array_equal(coverage == 0, nothing)


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_regions_does_not_matter(case, chance):
    scheme, values = case
    order = chance.sample(range(len(values)), len(values))

    before, after = compared(values, scheme), compared(values[order], scheme)

    assert same(after.distance, before.distance[np.ix_(order, order)])
    assert same(after.coverage, before.coverage[np.ix_(order, order)])


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_groups_and_variables_does_not_matter(case, chance):
    scheme, values = case
    mixed = tuple(
        Group(group.code, tuple(chance.sample(group.variables, len(group.variables))), group.weight)
        for group in chance.sample(scheme.groups, len(scheme.groups))
    )
    other = Scheme(mixed, tail=scheme.tail)
    columns = [scheme.codes.index(code) for code in other.codes]

    before, after = compared(values, scheme), compared(values[:, columns], other)

    assert same(after.distance, before.distance)
    assert same(after.coverage, before.coverage)


@given(cases(), st.sampled_from([-3.0, 0.001, 1.8, 1000.0]), st.sampled_from([0.0, 32.0, -500.0]))
def test_units_and_zero_points_do_not_matter(case, factor, offset):
    scheme, values = case

    before, after = compared(values, scheme), compared((values + offset) * factor, scheme)

    assert same(after.distance, before.distance)
    assert same(after.coverage, before.coverage)


@given(
    cases(logged=st.just(True), figures=POSITIVE),
    st.sampled_from([0.001, 247.1, 1000.0]),
)
def test_units_of_logged_variables_do_not_matter(case, factor):
    scheme, values = case

    before, after = compared(values, scheme), compared(values * factor, scheme)

    assert same(after.distance, before.distance)


@given(cases(), st.floats(0.1, 50))
def test_only_the_proportions_of_weights_matter(case, factor):
    scheme, values = case
    groups = tuple(
        Group(
            group.code,
            tuple(
                Variable(each.code, each.logged, each.weight * factor) for each in group.variables
            ),
            group.weight * factor,
        )
        for group in scheme.groups
    )

    after = compared(values, Scheme(groups, tail=scheme.tail))

    assert same(after.distance, compared(values, scheme).distance)


@given(cases(), st.data())
def test_nothing_looks_closer_for_being_less_known_unless_coverage_falls(case, data):
    scheme, values = case
    scaled = scale(values, scheme)
    row = data.draw(st.integers(0, len(values) - 1))
    column = data.draw(st.integers(0, len(scheme.codes) - 1))
    fewer = scaled.copy()
    fewer[row, column] = NAN

    before, after = distances(scaled, scheme), distances(fewer, scheme)

    lost = ~np.isnan(scaled[row, column]) & ~np.isnan(scaled[:, column])
    assert np.all(after.coverage[row][lost] < before.coverage[row][lost])
    assert same(after.distance[row][~lost], before.distance[row][~lost])
    assert same(after.coverage[row][~lost], before.coverage[row][~lost])


@given(cases(), st.data())
def test_extremes_hold_whatever_the_missing_figures_turn_out_to_be(case, data):
    scheme, values = case
    scaled = scale(values, scheme)
    missing = np.isnan(scaled)
    shares = st.sampled_from([0.0, 0.25, 1.0])
    filled = scaled.copy()
    filled[missing] = data.draw(
        st.lists(shares, min_size=int(missing.sum()), max_size=int(missing.sum()))
    )

    found = extremes(scaled, scaled, scheme)

    # Of a missing figure nothing is known, not even that a region is equal to itself.
    truth = distances(filled, scheme).distance
    assert (found.least <= truth + 1e-9).all()
    assert (truth <= found.most + 1e-9).all()


@given(cases())
def test_extremes_meet_in_the_distance_where_all_is_known(case):
    scheme, values = case
    scaled = np.nan_to_num(scale(values, scheme))

    found = extremes(scaled[:1], scaled, scheme)

    expected = distances_from(0, scaled, scheme).distance
    assert same(found.least[0], expected)
    assert same(found.most[0], expected)


@given(cases())
def test_extremes_hold_the_distance_of_what_is_known(case):
    scheme, values = case
    scaled = scale(values, scheme)

    found, measured = extremes(scaled, scaled, scheme), distances(scaled, scheme)

    comparable = measured.coverage > 0
    assert (found.least <= measured.distance + 1e-9)[comparable].all()
    assert (measured.distance <= found.most + 1e-9)[comparable].all()


@given(cases())
def test_contributions_add_up_to_the_distance(case):
    scheme, values = case
    scaled = scale(values, scheme)
    ones, others = np.triu_indices(len(values))

    parts = contributions(scaled, scheme, ones, others)

    expected = distances(scaled, scheme).distance[ones, others]
    unknown = np.isnan(parts).all(axis=1)
    assert np.array_equal(unknown, np.isnan(expected))
    assert same(np.nansum(parts[~unknown], axis=1), expected[~unknown])


def test_logged_variables_are_compared_by_orders_of_magnitude():
    scheme = Scheme((Group("size", (Variable("population", logged=True),)),), tail=0)

    scaled = scale(np.array([[10.0], [100.0], [1000.0], [0.0]]), scheme)

    assert np.array_equal(scaled[:, 0], [0.0, 0.5, 1.0, NAN], equal_nan=True)


def test_an_outlier_does_not_press_the_others_together():
    scheme = Scheme((Group("a", (Variable("x"),)),), tail=2.5)
    values = np.array([[float(number)] for number in range(100)] + [[1e6]])

    scaled = scale(values, scheme)[:, 0]

    assert (scaled[50], scaled[100]) == (0.5, 1.0)


def test_a_variable_of_no_weight_changes_nothing():
    scheme = Scheme((Group("a", (Variable("x"), Variable("y", weight=0.0))),), tail=0)
    values = np.array([[0.0, 0.0], [1.0, NAN], [0.0, 1.0]])

    distance, coverage = compared(values, scheme)

    assert distance.tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
    assert coverage.tolist() == [[1, 1, 1]] * 3


def test_a_matrix_that_does_not_fit_the_scheme_is_refused():
    scheme = Scheme((Group("a", (Variable("x"),)),))

    with pytest.raises(ValueError, match="no table of 1 variables"):
        scale(np.zeros((3, 2)), scheme)


def test_reasons_are_small_differences_and_large_parts():
    differences = np.array([0.5, 0.0, -0.1, 0.9, NAN, 0.2, -0.7, 0.05])
    parts = np.array([0.25, 0.0, 0.01, 0.81, NAN, 0.04, 0.49, 0.0025])

    assert reasons(differences, parts) == ([1, 7, 2], [3, 6, 0])


def test_no_variable_is_a_reason_for_both():
    differences = np.array([0.5, 0.0, -0.1])
    parts = np.array([0.25, 0.0, 0.01])

    assert reasons(differences, parts) == ([1, 2], [0])
    assert reasons(np.zeros(3), np.zeros(3)) == ([0, 1, 2], [])


# Ranking

PLAIN = Scheme((Group("a", (Variable("x"),)),), tail=0, minimum_coverage=0.5)


def ranked(distance, coverage, countries, number):
    measured = Distances(np.array(distance), np.array(coverage))
    scaled = np.array(distance)[:, None] ** 0.5
    found = nearest(0, measured, scaled, list(countries), scheme=PLAIN, number=number)
    return [(near.rank, near.place) for near in found]


def test_the_nearest_are_kept_and_as_many_abroad():
    found = ranked([0, 0.1, 0.2, 0.3, 0.4, 0.5], [1] * 6, ["A", "A", "A", "B", "A", "C"], 2)

    assert found == [(1, 1), (2, 2), (3, 3), (5, 5)]


def test_of_equally_near_ones_the_better_known_comes_first():
    assert ranked([0, 0.1, 0.1 + 1e-12], [1, 0.6, 1], "ABC", 5) == [(1, 2), (2, 1)]


def test_pairs_hardly_or_not_known_have_no_rank():
    assert ranked([0, 0.1, NAN, 0.3], [1, 0.49, 0, 0.5], "ABCD", 5) == [(1, 3)]


def test_what_is_nearest_comes_with_its_reasons():
    scheme = Scheme((Group("a", (Variable("x"), Variable("y"))),), tail=0)
    scaled = np.array([[0.0, 0.0], [0.2, 1.0]])

    found = nearest(
        0, distances_from(0, scaled, scheme), scaled, ["A", "B"], scheme=scheme, number=1
    )

    assert [(near.place, near.distance, near.coverage) for near in found] == [(1, 0.52, 1.0)]
    assert [(near.closest, near.apart) for near in found] == [([(0, 0.02)], [(1, 0.5)])]


@pytest.mark.parametrize(
    ("distance", "text"), [(0.0, 100), (0.01, 90), (0.25, 50), (0.0478, 78), (1.0, 0)]
)
def test_likeness_is_what_the_root_of_the_distance_leaves(distance, text):
    assert likeness(distance) == text


# Schemes


def test_scheme_is_read_from_a_table():
    scheme = read_scheme(
        {
            "tail": 5,
            "groups": [
                {"code": "a", "weight": 2, "variables": [{"code": "x", "logged": True}]},
                {"code": "b", "variables": [{"code": "y"}, {"code": "z", "weight": 3}]},
            ],
        }
    )

    assert (scheme.codes, scheme.logged.tolist()) == (["x", "y", "z"], [True, False, False])
    assert [(weight, list(within)) for weight, within, _ in scheme.parts] == [
        (2 / 3, [1.0]),
        (1 / 3, [0.25, 0.75]),
    ]


def test_our_own_scheme_weighs_all_groups_alike():
    scheme = load_scheme()

    assert {group.weight for group in scheme.groups} == {1.0}
    assert {variable.weight for variable in scheme.variables} == {1.0}
    assert "population" in [each.code for each in scheme.variables if each.logged]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({}, "No variable has a weight."),
        ({"groups": [{"code": "a"}]}, "The scheme cannot be understood: 'variables'."),
        ({"groups": [{"code": "a", "variables": [{"code": "x"}] * 2}]},
         "Variables occur more than once: x."),
        ({"groups": [{"code": "a", "variables": [{"code": "x", "weight": -1}]}]},
         "Weights are numbers of 0 or more."),
        ({"tail": 50, "groups": [{"code": "a", "variables": [{"code": "x"}]}]},
         "The tail is a percentage from 0 to less than 50."),
        ({"minimum_coverage": 2, "groups": [{"code": "a", "variables": [{"code": "x"}]}]},
         "The minimum coverage is a share from 0 to 1."),
    ],
)  # fmt: skip
def test_a_scheme_that_cannot_be_is_refused(table, reason):
    with pytest.raises(BadScheme) as refused:
        read_scheme(table)

    assert str(refused.value) == reason


def test_a_file_that_is_no_scheme_is_refused(tmp_path):
    path = tmp_path / "weights.toml"
    path.write_text("groups = [")

    with pytest.raises(BadScheme, match=r"weights\.toml cannot be read"):
        load_scheme(path)


# Gower


def slow_gower(one, other, features, extents):
    known = [
        (feature.weight, a, b, extent, feature.is_number)
        for a, b, feature, extent in zip(one, other, features, extents, strict=True)
        if a is not None and b is not None
    ]
    total = sum(each[0] for each in known)
    if not total:
        return NAN, 0.0
    alike = 0.0
    for weight, a, b, extent, is_number in known:
        if is_number:
            alike += weight * (1 - abs(a - b) / extent if extent else 1)
        else:
            alike += weight * (a == b)
    return alike / total, total / sum(feature.weight for feature in features)


@st.composite
def mixed_features(draw):
    size = draw(st.integers(2, 6))
    numbers = st.one_of(st.none(), st.integers(-50, 50).map(float))
    kinds = st.one_of(st.none(), st.sampled_from(["urban", "rural", "coastal"]))
    found = []
    for _ in range(draw(st.integers(1, 4))):
        is_number = draw(st.booleans())
        values = draw(st.lists(numbers if is_number else kinds, min_size=size, max_size=size))
        found.append(Feature(values, is_number, draw(WEIGHTS)))
    return found


@given(mixed_features())
def test_gower_is_the_formula(features):
    extents = []
    for feature in features:
        known = [value for value in feature.values if value is not None]
        extents.append(max(known) - min(known) if feature.is_number and known else 0)
    rows = list(zip(*(feature.values for feature in features), strict=True))
    expected = [[slow_gower(a, b, features, extents) for b in rows] for a in rows]

    similarity, coverage = gower(features)

    assert same(similarity, [[pair[0] for pair in row] for row in expected])
    assert same(coverage, [[pair[1] for pair in row] for row in expected])


def test_gower_counts_nan_as_missing():
    similarity, coverage = gower(
        [Feature([0.0, 5.0, NAN]), Feature(["urban", "urban", None], is_number=False)]
    )

    assert np.array_equal(similarity, [[1, 0.5, NAN], [0.5, 1, NAN], [NAN] * 3], equal_nan=True)
    assert coverage.tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 0]]


def test_gower_needs_weights_and_values_for_all():
    with pytest.raises(ValueError, match="No feature has a weight"):
        gower([])
    with pytest.raises(ValueError, match="one value per region"):
        gower([Feature([1.0]), Feature([1.0, 2.0])])


# Peer groups


def on_a_line(*places):
    places = np.array(places, dtype=float)
    return np.abs(places[:, None] - places)


def slow_silhouette(distance, labels):
    gains = []
    for i, own in enumerate(labels):
        groups = {
            label: [distance[i][j] for j, other in enumerate(labels) if other == label and j != i]
            for label in set(labels)
        }
        inside = groups.pop(own)
        if not inside or not groups:
            gains.append(0.0)
            continue
        a, b = mean(inside), min(mean(group) for group in groups.values())
        gains.append((b - a) / max(a, b) if max(a, b) else 0.0)
    return mean(gains)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3)), min_size=2, max_size=12))
def test_silhouette_is_the_formula(members):
    distance = on_a_line(*(place for place, _ in members))
    labels = [label for _, label in members]

    assert same(silhouette(distance, np.array(labels)), slow_silhouette(distance, labels))


@pytest.mark.parametrize("number", [2, 3, 5])
def test_planted_groups_are_found(number):
    chance = np.random.default_rng(number)
    planted = chance.permutation(np.repeat(np.arange(number), 20))
    points = np.stack([planted * 10.0, planted**2 * 5.0], axis=1)
    points += chance.normal(size=points.shape)
    distance = np.linalg.norm(points[:, None] - points, axis=2)

    found = peer_groups(distance / distance.max())

    assert len(found.medoids) == number
    assert len({(int(a), int(b)) for a, b in zip(planted, found.labels, strict=True)}) == number
    assert found.labels[found.medoids].tolist() == list(range(number))
    assert found.silhouette > 0.7


@settings(max_examples=50)
@given(st.lists(st.integers(0, 60), min_size=3, max_size=8, unique=True), st.integers(1, 3))
def test_no_single_swap_would_be_better(places, k):
    distance = on_a_line(*places)

    found = k_medoids(distance, k)

    def cost(medoids):
        return distance[:, medoids].min(axis=1).sum()

    swaps = [
        [*found.medoids[:place], member, *found.medoids[place + 1 :]]
        for place in range(k)
        for member in range(len(places))
    ]
    assert found.cost == cost(found.medoids)
    assert found.cost <= min(cost(swap) for swap in swaps)


def test_members_in_one_place_make_groups_all_the_same():
    found = k_medoids(np.zeros((4, 4)), 2)

    assert (found.medoids, found.cost, found.silhouette) == ([0, 1], 0.0, 0.0)
    assert sorted(set(found.labels.tolist())) == [0, 1]


def test_members_not_comparable_count_as_wholly_unlike():
    distance = np.array(
        [[0, 0.1, NAN, NAN], [0.1, 0, NAN, NAN], [NAN, NAN, 0, 0.1], [NAN, NAN, 0.1, NAN]]
    )

    found = peer_groups(distance)

    assert found.labels.tolist() == [0, 0, 1, 1]


def test_impossible_groupings_are_refused():
    with pytest.raises(ValueError, match="three members"):
        peer_groups(np.zeros((2, 2)))
    with pytest.raises(ValueError, match="cannot make 3 groups"):
        k_medoids(np.zeros((2, 2)), 3)
    with pytest.raises(ValueError, match="must be known"):
        k_medoids(np.full((2, 2), NAN), 1)


TWO = Scheme(
    (Group("a", (Variable("x"), Variable("y"))), Group("b", (Variable("z"),), 3.0)),
    tail=0,
    minimum_coverage=0.5,
)


def test_regions_are_grouped_around_typical_ones():
    values = np.array([[0, 0, 0], [0, 0, 0.1], [0, 0, 0.2], [1, 1, 0.8], [1, 1, 0.9], [1, 1, 1]])

    groups = grouped(values, TWO)

    assert groups.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert groups.typical == [1, 4]
    assert groups.silhouette == pytest.approx(0.9, abs=0.05)


def test_those_less_known_join_a_group_but_do_not_make_one():
    known = [[0, 0, 0], [0.1, 0, 0], [1, 1, 1], [0.9, 1, 1], [0, 0.1, 0]]
    less_known = [[NAN, NAN, 0.8], [NAN, 0, 0]]
    hardly_known = [[0, 0, NAN]]

    groups = grouped(np.array(known + less_known + hardly_known), TWO)

    assert groups.labels.tolist() == [0, 0, 1, 1, 0, 1, 0, -1]
    assert max(groups.typical) < len(known)


def test_groups_heed_the_weights():
    # By x and y 0 and 1 are alike, by the heavier z 0 and 2.
    values = np.array([[0, 0, 0], [0, 0, 1], [1, 1, 0], [1, 1, 1]])

    assert grouped(values, TWO).labels.tolist() == [0, 1, 0, 1]


def test_two_well_known_regions_make_no_groups():
    assert grouped(np.array([[0, 0, 0], [1, 1, 1], [NAN, 0, 0]]), TWO) is None
