"""The command: which sets it measures, and what it measures them with."""

import json

import pytest
from django.core.management import CommandError, call_command

from ponte.bench import relevance
from ponte.search import registry

FILES = {
    "documents": "p1\ten\tQuiet ports\tShips are quiet at night.\np2\ten\tVans\tBuses run.\n",
    "queries": "q1\ten\tquiet ships\nq2\ten\tbuses at night\n",
    "judgements": "q1\tp1\t2\nq2\tp2\t1\n",
}


@pytest.fixture
def options(tmp_path):
    paths = {name: tmp_path / f"{name}.tsv" for name in FILES}
    for name, path in paths.items():
        path.write_text(FILES[name])
    return [f"--{name}={path}" for name, path in paths.items()]


def test_a_set_of_ones_own_is_ranked_by_words_where_there_is_no_encoder(db, options, capsys):
    call_command("bench", "relevance", "--measure", *options)

    found = json.loads(capsys.readouterr().out)
    assert found["queries"] == {
        "rankings": {"lexical": {"q1": ["p1"], "q2": ["p2", "p1"]}},
        "nearness": {},
    }
    assert "judged" not in registry.kinds


def test_a_set_of_ones_own_has_three_files(options):
    with pytest.raises(CommandError, match="--documents, --queries and --judgements"):
        call_command("bench", "relevance", *options[:2])


def test_what_is_wrong_in_a_file_is_said(options, tmp_path):
    (tmp_path / "queries.tsv").write_text("q1\ten\n")

    with pytest.raises(CommandError, match=r"queries\.tsv, line 1: expected 3 fields"):
        call_command("bench", "relevance", *options)


def test_without_files_it_measures_ours_and_says_what_is_absent(tmp_path):
    options = dict.fromkeys(["documents", "queries", "judgements"])

    sets = relevance.judged_sets(**options, least=1, data=tmp_path, each=1)

    assert [judged.name for judged in sets] == ["challenges"]
    assert relevance.absent(tmp_path) == [
        "belebele_en_de was not measured: give the folder above it by --data.",
        "eu_structural_funds_projects was not measured: give the folder above it by --data.",
    ]


def test_the_other_process_gets_the_same_options(tmp_path):
    options = {"documents": None, "least": 2, "data": tmp_path, "verbosity": 1}

    assert relevance.arguments(**options) == ["--least=2", f"--data={tmp_path}"]
