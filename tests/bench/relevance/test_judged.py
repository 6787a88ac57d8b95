"""Judged sets as files."""

import pytest

from ponte.bench.relevance import judged

DOCUMENTS = "p1\ten\tQuiet ports\tShips are quiet at night.\np2\tde\t\tBusse fahren nachts.\n"
QUERIES = "q1\ten\tnoise in harbours\nq2\tde\tBus\n"


@pytest.fixture
def load(tmp_path):
    def load(documents=DOCUMENTS, queries=QUERIES, judgements="q1\tp1\t2\n", **options):
        paths = []
        for name, text in [("d.tsv", documents), ("q.tsv", queries), ("j.tsv", judgements)]:
            path = tmp_path / name
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            paths.append(path)
        return judged.load(*paths, **options)

    return load


def test_a_set_is_read_from_three_files(load):
    found = load()

    assert [
        (each.object_id, each.lang, each.title, each.body) for each in found.documents.values()
    ] == [
        (1, "en", "Quiet ports", "Ships are quiet at night."),
        (2, "de", "", "Busse fahren nachts."),
    ]
    assert found.queries == [
        judged.Query("q1", "en", "noise in harbours", need="q1"),
        judged.Query("q2", "de", "Bus", need="q2"),
    ]
    assert found.judgements == {"q1": {"p1": 2}}


def test_judgements_may_be_qrels(load):
    assert load(judgements="q1 0 p1 2\r\n\nq2  Q0  p2  -2\n").judgements == {
        "q1": {"p1": 2},
        "q2": {"p2": 0},
    }


def test_an_answer_has_at_least_the_grade_asked_for(load):
    first, second = load().queries

    assert load().has_answer(first)
    assert not load().has_answer(second)
    assert not load(least=3).has_answer(first)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"documents": "p1\ten\tonly three\n"}, "d.tsv, line 1: expected 4 fields"),
        ({"documents": DOCUMENTS + "p1\ten\t\tagain\n"}, "d.tsv, line 3: p1 was there before"),
        ({"documents": "\np1\ten\tTitle\t \n"}, "d.tsv, line 2: id or text is missing"),
        ({"documents": b"p1\ten\t\tx\np2\ten\t\t\xff\n"}, "d.tsv, line 2: not in UTF-8"),
        ({"queries": QUERIES + "q1\ten\tagain\n"}, "q.tsv, line 3: q1 was there before"),
        ({"judgements": "q1\tp1\n"}, "j.tsv, line 1: expected query, document and grade"),
        ({"judgements": "q1\tp1\tgood\n"}, "j.tsv, line 1: the grade good is no number"),
        ({"judgements": "\nq9\tp1\t1\n"}, "j.tsv, line 2: there is no query q9"),
        ({"judgements": "q1\tp9\t1\n"}, "j.tsv, line 1: there is no document p9"),
        ({"judgements": "q1\tp1\t1\nq1\tp1\t2\n"}, "j.tsv, line 2: p1 was judged for q1"),
    ],
)
def test_what_cannot_be_read_is_named_by_file_and_line(load, files, message):
    with pytest.raises(judged.Unreadable, match=message):
        load(**files)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(judged.Unreadable, match=r"nothing.tsv: No such file or directory\."):
        judged.read_documents(tmp_path / "nothing.tsv")
