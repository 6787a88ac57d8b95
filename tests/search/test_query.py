import pytest
from hypothesis import given
from hypothesis import strategies as st

from ponte import search
from ponte.search import Highlighter, SearchQuery
from ponte.search.backends.memory import MemoryBackend
from ponte.search.query import MAX_PARTS, Parsed, Phrase, Prefix, Word, parse
from tests.search.corpus import CORPUS


def wanted(*parts):
    return Parsed(wanted=parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Early warning", wanted(Word("Early"), Word("warning"))),
        ('"Early  Warning!" now', wanted(Phrase(("early", "warning")), Word("now"))),
        ("„Grüne Städte“", wanted(Phrase(("grune", "stadte")))),
        ("« l'eau »", wanted(Phrase(("eau",)))),
        ('"open end', wanted(Word("open"), Word("end"))),
        ("Innov*", wanted(Prefix("innov"))),
        ("self-car*", wanted(Word("self"), Prefix("car"))),
        ("* ** - -- \" \"\" ( ) : ^ ~ \\ AND[", wanted(Word("AND"))),
        ("water -sea", Parsed((Word("water"),), (Word("sea"),))),
        ('-"north sea" -lake*', Parsed((), (Phrase(("north", "sea")), Prefix("lake")))),
        ("mid-sized a - b", wanted(Word("mid"), Word("sized"), Word("a"), Word("b"))),
        ("title:water^4", wanted(Word("title"), Word("water"), Word("4"))),
        ("", Parsed()),
        ("\0\ud800", Parsed()),
    ],
)  # fmt: skip
def test_parse(text, expected):
    assert parse(text) == expected


def test_of_a_very_long_text_only_the_beginning_counts():
    assert len(parse("word " * 10_000).wanted) == MAX_PARTS
    assert len(parse("-" + "a-" * 10_000).unwanted) == MAX_PARTS
    assert len(parse('"' + "a " * 10_000 + '"').wanted) == MAX_PARTS


@pytest.fixture(scope="module")
def filled():
    backend = MemoryBackend()
    with backend.rebuild() as writer:
        writer.upsert(CORPUS[:3])
    return backend


@given(st.text() | st.text(alphabet="ab\"-*' «»„“”()[]:\\", max_size=40))
def test_no_text_is_an_error(filled, text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "backend", lambda: filled)
        wanted = SearchQuery(text)

        result = search.query(wanted)
        search.suggest(text)

    assert result.total == len(result.hits)
    Highlighter(wanted, result).snippet(text, size=20)
