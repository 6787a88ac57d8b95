import json

import pytest
from django.core.management import CommandError, call_command

from ponte import search
from ponte.search.backends.tantivy import TantivyBackend
from ponte.search.registry import kinds
from tests.factories.practices import make_practice


@pytest.fixture
def index(db, tmp_path, monkeypatch):
    """A folder without an index, where the commands keep theirs."""
    monkeypatch.delitem(kinds, "region")
    backend = TantivyBackend(tmp_path)
    monkeypatch.setattr(search, "backend", lambda: backend)
    return backend


def output(capsys, *command, **options):
    call_command(*command, **options)
    return capsys.readouterr().out


def test_search_prints_json_best_first(index, capsys):
    make_practice(title="Harbour lights", language="en")
    make_practice(title="Of rivers", slug="of-rivers", short_summary="Rivers, not a harbour.")
    call_command("reindex", verbosity=0)

    hits = json.loads(output(capsys, "search", "harbour", "--kind", "practice", "--json"))

    assert [hit["title"] for hit in hits] == ["Harbour lights", "Of rivers"]
    assert hits[0]["score"] > hits[1]["score"] > 0
    assert {**hits[0], "score": None} == {
        "title": "Harbour lights",
        "url": "http://127.0.0.1:8000/practices/harbour-lights/",
        "kind": "practice",
        "lang": "en",
        "score": None,
        "matched": ["words"],
    }


def test_search_prints_a_list(index, capsys):
    make_practice(title="Harbour lights")
    make_practice(title="Harbour walls", slug="walls")
    call_command("reindex", verbosity=0)

    assert output(capsys, "search", "harbour lights", "--limit", "1") == (
        "1. Harbour lights (practice, en, by words)\n"
        "   http://127.0.0.1:8000/practices/harbour-lights/\n"
        "1 of 1\n"
    )


def test_search_without_matches_prints_an_empty_list(index, capsys):
    call_command("reindex", verbosity=0)

    assert json.loads(output(capsys, "search", "qqqq", "--json")) == []


def test_search_without_an_index_says_how_to_build_one(index):
    with pytest.raises(CommandError, match=r"There is no index yet\. Build .*: ponte reindex"):
        call_command("search", "harbour")


def test_reindex_says_how_many_records_there_are(index, capsys):
    assert output(capsys, "reindex") == (
        f"The search index holds {index.reader().documents} records.\n"
    )


def test_reindex_if_needed_leaves_a_good_index_alone(index, capsys):
    call_command("reindex", if_needed=True, verbosity=0)
    before = index.generation()

    assert output(capsys, "reindex", "--if-needed") == ""
    assert index.generation() == before


def test_reindex_refuses_while_another_is_at_it(index):
    with index.rebuild(), pytest.raises(CommandError, match="being rebuilt already"):
        call_command("reindex")
