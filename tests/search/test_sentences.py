"""Taking a text apart into sentences."""

import pytest

from ponte.search.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four…", ["One.", "Two!", "Three?", "Four…"]),
        ("A line\nand another.\n\nA third.", ["A line", "and another.", "A third."]),
        ('He said: "It works." It does.', ['He said: "It works."', "It does."]),
        ("It costs 1.5 million. In 2021 it began.", ["It costs 1.5 million.", "In 2021 it began."]),
        ("Firms, e.g. SMEs, in St. Gallen.", ["Firms, e.g. SMEs, in St. Gallen."]),
        ("z. B. Betriebe. Danach mehr.", ["z. B. Betriebe.", "Danach mehr."]),
        ("Τι κάνει; Βοηθά.", ["Τι κάνει;", "Βοηθά."]),
        ("Това работи. Ето как.", ["Това работи.", "Ето как."]),
        ("version 2. of it", ["version 2. of it"]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, expected):
    assert sentences(text) == expected


def test_sentences_leave_nothing_out():
    text = "First (it began in 2019). Then, e.g. in Prato, it grew; Lapland followed!  End"

    assert " ".join(sentences(text)).split() == text.split()
