import pytest

from ponte.search import Highlighter, Result, SearchQuery
from ponte.search.analysis import words


def test_mark_finds_other_forms_and_keeps_the_rest():
    marks = Highlighter(SearchQuery("region strategie"))

    assert (
        marks.mark("Régions & their STRATÉGIES", "fr")
        == "<mark>Régions</mark> &amp; their <mark>STRATÉGIES</mark>"
    )


@pytest.mark.parametrize(
    ("text", "query", "lang", "expected"),
    [
        ("Innovative innovators", "innov*", "en",
         "<mark>Innovative</mark> <mark>innovators</mark>"),
        ("early warning, late warning", '"early warning"', "en",
         "<mark>early</mark> <mark>warning</mark>, late warning"),
        ("the region of the sea", "the sea", "en", "the region of the <mark>sea</mark>"),
        ("to be or not", "to be", "en", "<mark>to</mark> <mark>be</mark> or not"),
        ("Περιφέρειες της Ελλάδας", "περιφερεια", "el", "<mark>Περιφέρειες</mark> της Ελλάδας"),
        ("Програми за региони", "програма", "bg", "<mark>Програми</mark> за региони"),
        ("<b>bold</b> & 'quoted'", "bold -quoted", "en",
         "&lt;b&gt;<mark>bold</mark>&lt;/b&gt; &amp; &#x27;quoted&#x27;"),
        ("plain", "", "en", "plain"),
    ],
)  # fmt: skip
def test_mark(text, query, lang, expected):
    assert Highlighter(SearchQuery(query)).mark(text, lang) == expected


def test_mark_shows_words_searched_instead():
    result = Result(hits=[], total=1, corrected={"inovation": ("innovation",)})

    marks = Highlighter(SearchQuery("inovation"), result)

    assert marks.mark("Open innovation") == "Open <mark>innovation</mark>"


def test_snippet_shows_where_most_words_are():
    text = "One harbour. " + "Filler words stand here. " * 30 + "Green harbour, blue growth. " * 2

    snippet = Highlighter(SearchQuery("green harbour growth")).snippet(text)

    assert snippet.startswith("…")
    assert snippet.count("<mark>") == 6
    assert "<mark>Green</mark> <mark>harbour</mark>, blue <mark>growth</mark>" in snippet


def test_snippet_of_a_text_without_the_words_is_its_beginning():
    text = "Rivers and lakes of the north. " * 20

    snippet = Highlighter(SearchQuery("desert")).snippet(text, size=60)

    assert snippet == "Rivers and lakes of the north. Rivers and lakes of the north…"


def test_snippet_keeps_its_size():
    text = "harbour " * 500

    snippet = Highlighter(SearchQuery("harbour")).snippet(text, size=160)

    assert len(" ".join(words(snippet.replace("mark>", "")))) <= 160
