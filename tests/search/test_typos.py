import pytest

from ponte.search.typos import distance, guesses, tolerance


class Counted(dict):
    """A vocabulary by hand."""

    def frequency(self, term):
        return self.get(term, 0)

    def starting_with(self, prefix):
        return [term for term in self if term.startswith(prefix)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xbc", 1),
     ("abcd", "badc", 2), ("kitten", "sitting", 3)],
)  # fmt: skip
def test_distance(one, other, expected):
    assert distance(one, other) == distance(other, one) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("city", 0), ("water", 1), ("regional", 1), ("transport", 2), ("2024-2025", 0)],
)
def test_longer_words_may_hold_more_typos(word, expected):
    assert tolerance(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("water", ()),
        ("watre", ("water",)),
        ("wter", ()),
        ("weter", ("meter", "water")),
        ("transprot", ("transport",)),
        ("trasnprot", ("transport",)),
        ("rtansprot", ("transport",)),
        ("trans", ()),
        ("πολισεισ", ("πολησεισ",)),
    ],
)
def test_guesses_are_the_nearest_words(word, expected):
    known = Counted({"water": 5, "meter": 9, "transport": 2, "wate": 1, "πολησεισ": 1})
    if word == "watre":
        del known["wate"]

    assert guesses(word, known) == expected


def test_rare_word_gives_way_only_to_a_much_commoner_one():
    assert guesses("enviroment", Counted(enviroment=1, environment=100)) == ("environment",)
    assert guesses("enviroment", Counted(enviroment=1, environment=99)) == ()
    assert guesses("enviroment", Counted(enviroment=3, environment=900)) == ()
