"""Searching by words and by meaning at once, the same with every backend."""

import pytest

from ponte import search
from ponte.search import SearchQuery, hybrid
from tests.search.corpus import document, filled
from tests.search.vectors.kept import keep

PRACTICES = {"kind": ["practice"]}
FILLERS = [
    "Vouchers for research", "Parks cool the town", "Buses at night", "Schools save energy",
    "Bread from old grain", "A library of things", "Cheese with a name", "Trees along roads",
    "Repair days", "Courses for drivers", "Films of the coast", "Maps for walkers",
    "Wood from near woods", "Wool of the hills", "Games in museums", "Bees on roofs",
    "Clean rivers", "Ferries for islands", "Light for paths", "Seeds for gardens",
]  # fmt: skip


@pytest.fixture
def town(db, backend, words_encoder):
    """Three records about quiet harbours in other words, and twenty about other things."""
    documents = [
        document(1, "Ports reduce noise", facets={"country": ("NL",), "topic": ("green",)}),
        document(2, "Quiet harbours", facets={"country": ("ES",), "topic": ("green",)}),
        document(3, "Help before bankruptcy", "Firms get advice.", facets={"country": ("ES",)}),
        *(
            document(10 + at, title, facets={"country": ("ES",)})
            for at, title in enumerate(FILLERS)
        ),
    ]
    filled(backend, documents)
    keep(documents)
    return documents


def asked(text, **fields):
    return search.query(SearchQuery(text, **{"filters": PRACTICES, **fields}))


def told(result):
    """How each hit matched, by its id."""
    ways = [(hit.object_id, hit.by_words, hit.by_meaning) for hit in result.hits]
    return {
        number: "".join(letter for letter, did in (("w", words), ("m", meaning)) if did)
        for number, words, meaning in ways
    }


def test_records_are_found_by_what_they_mean(town):
    result = asked("Hafen Larm")

    assert told(result) == {1: "m", 2: "m"}
    assert result.total == 2
    assert result.understood == "yes"


def test_each_hit_says_how_it_matched(town):
    assert told(asked("harbours noise", operator="any")) == {1: "wm", 2: "wm"}
    assert told(asked("quiet hafen")) == {2: "wm", 1: "m"}


@pytest.mark.parametrize(
    ("mode", "expected"), [("hybrid", {2: "wm", 1: "m"}), ("lexical", {2: "w"})]
)
def test_mode_says_what_counts(town, mode, expected):
    result = asked("harbours", mode=mode)

    assert told(result) == expected
    assert result.total == len(expected)
    assert result.understood == ("asked" if mode == "lexical" else "yes")


def test_by_meaning_alone_everything_has_its_place(town):
    result = asked("hafen larm", mode="semantic", limit=100)

    assert list(told(result))[:2] == [2, 1]
    assert set(told(result).values()) == {"m"}
    assert result.total == len(result.hits) == len(town)


def test_filters_and_facets_cover_what_is_found_by_meaning(town):
    result = asked(
        "hafen larm",
        filters={**PRACTICES, "country": ["ES"]},
        facets=["country", "topic", "lang"],
        limit=1,
    )

    assert told(result) == {2: "m"}
    assert result.total == 1
    assert result.facets == {
        "country": {"NL": 1, "ES": 1},
        "topic": {"green": 1},
        "lang": {"en": 1},
    }


@pytest.mark.parametrize("text", ["quiet harbours", "Quiet Harbours", "harbours"])
def test_the_words_themselves_come_first(town, text):
    assert next(iter(told(asked(text)))) == 2


def test_a_name_comes_before_what_is_merely_alike(db, backend, words_encoder):
    alike = [document(number, "Noise noise noise", f"ports {number}") for number in range(20)]
    named = document(99, "Sounds", "A record of the project NOISE among so many other words.")
    filled(backend, [*alike, named, *(document(200 + at, each) for at, each in enumerate(FILLERS))])
    keep([*alike, named])

    assert asked("project noise").hits[0].object_id == 99


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"ports" larm', {1: "wm"}),
        ("hafen -quiet", {1: "m"}),
        ("-harbours", None),
        ("hafen* larm", {1: "m", 2: "m"}),
    ],
)
def test_operators_hold_for_what_is_found_by_meaning(town, text, expected):
    assert expected is None or told(asked(text)) == expected
    assert 2 not in told(asked(text, limit=100)) or "-" not in text


def test_a_text_about_nothing_here_finds_nothing(town):
    result = asked("zzzz qqqq")

    assert (result.total, result.hits, result.understood) == (0, [], "yes")


def test_without_a_text_there_is_nothing_to_understand(town):
    assert asked("").understood == ""
    assert asked("").total == len(town)
    assert asked("*").understood == ""


def test_kinds_without_meaning_are_searched_by_words(town):
    assert asked("harbours", filters={"kind": ["region"]}).understood == ""


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("none", "none"),
        ("tests.search.encoders.words.Broken", "broken"),
        ("tests.search.encoders.words.Slow", "late"),
        ("no.such.Encoder", "broken"),
    ],
)
def test_without_an_encoder_words_answer(town, use_encoder, chosen, expected):
    use_encoder(chosen)

    result = asked("harbours", patience=0.05)

    assert told(result) == {2: "w"}
    assert result.understood == expected


@pytest.mark.parametrize("sort", ["relevance", "newest", "title"])
def test_exports_hold_what_the_pages_show_in_the_same_order(town, sort):
    wanted = SearchQuery("hafen larm seeds gardens", filters=PRACTICES, sort=sort, limit=2)

    pages = [
        hit.object_id
        for offset in range(0, 10, 2)
        for hit in search.query(
            SearchQuery(
                "hafen larm seeds gardens", filters=PRACTICES, sort=sort, limit=2, offset=offset
            )
        ).hits
    ]

    assert pages == search.object_ids(wanted)
    assert len(pages) == len(set(pages)) == search.query(wanted).total == 3


def test_beyond_the_first_matches_words_go_on_alone(db, backend, words_encoder, monkeypatch):
    monkeypatch.setattr(hybrid, "HEAD", 5)
    many = [document(number, f"Harbour {number:02}") for number in range(1, 13)]
    others = [document(50, "Hafen"), *(document(60 + at, each) for at, each in enumerate(FILLERS))]
    filled(backend, [*many, *others])
    keep([*many[11:], *others])

    found = asked("harbour", limit=100)
    pages = [
        hit.object_id for at in range(0, 15, 4) for hit in asked("harbour", offset=at, limit=4).hits
    ]

    assert found.total == len(found.hits) == 13
    assert [hit.object_id for hit in found.hits] == pages
    assert sorted(pages) == [*range(1, 13), 50]
    assert told(found)[50] == "m"
    assert told(found)[12] == "wm"
    assert told(found)[8] == "w"
    assert search.object_ids(SearchQuery("harbour", filters=PRACTICES)) == pages


def test_a_record_that_is_no_longer_in_the_index_is_not_found(town, backend):
    with backend.writer() as writer:
        writer.delete("practice", [1])
        writer.commit()

    assert told(asked("hafen larm")) == {2: "m"}


def test_one_word_of_many_is_no_match_by_words(town):
    text = "advice zzzz qqqq vvvv"

    assert told(asked(text, mode="lexical")) == {3: "w"}
    assert told(asked(text)) == {3: "m"}


def test_the_language_of_the_text_shows_which_words_say_nothing(town):
    found = told(asked("Wir suchen die Häfen, die weniger Lärm machen, in unserem Land"))

    assert set(list(found)[:2]) == {1, 2}
    assert set(found.values()) == {"m"}


def hidden_in_much(number, sentence):
    return document(number, f"Record {number}", f"{sentence} {' '.join(FILLERS)}.")


@pytest.mark.parametrize("sentences", [True, False])
def test_the_best_sentence_of_the_nearest_counts(db, backend, words_encoder, sentences):
    said = hidden_in_much(1, "Harbours want less noise tonight. Bridges, roads, trains and towers.")
    scattered = hidden_in_much(
        2, "Harbours bridges roads trains towers. Noise, less and want, tonight."
    )
    others = [document(60 + at, each) for at, each in enumerate(FILLERS)]
    filled(backend, [said, scattered, *others])
    keep([said, scattered], sentences=sentences)
    keep(others)

    scores = {hit.object_id: hit.score for hit in asked("hafen want less larm tonight").hits}

    assert (scores[1] > scores[2] + 0.1) is sentences
