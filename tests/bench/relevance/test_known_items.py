"""Real texts of others as judged sets, with files like theirs."""

import gzip
import json

import pytest

from ponte.bench.relevance import known_items


@pytest.fixture
def folder(tmp_path):
    rows = [
        f"{lang}{number},{lang},Title {lang}{number},Text {lang}{number}"
        for lang in ("en", "de", "lv")
        for number in range(5)
    ]
    rows += ["en8,en,Title de1,Text en8", "en9,en,Title en9,Text de2"]
    projects = tmp_path / known_items.PROJECTS
    projects.parent.mkdir()
    projects.write_bytes(
        gzip.compress("\n".join(["id,language,title,description", *rows]).encode())
    )
    for lang, name in known_items.BELEBELE_FILES.items():
        path = tmp_path / known_items.BELEBELE / name
        path.parent.mkdir(exist_ok=True)
        lines = [
            {
                "text": f"{lang} {text}",
                "items": [{"question": f"{lang} {text}{at}?"} for at in "12"],
            }
            for text in ("ports", "buses")
        ]
        path.write_text("\n".join(map(json.dumps, lines)))
    return tmp_path


def test_a_project_is_asked_for_by_its_title(folder):
    found = known_items.projects(folder, 2)

    assert len(found.queries) == 4
    for query in found.queries:
        document = found.documents[query.id]
        assert query.text == f"Title {query.id}"
        assert (document.title, document.body) == ("", f"Text {query.id}")
        assert (document.lang, query.lang) == (query.id[:2],) * 2
        assert found.grades(query) == {query.id: 1}


def test_projects_are_chosen_alike_each_time_and_none_that_another_could_be_taken_for(folder):
    everything = known_items.projects(folder, 100)

    assert set(everything.documents) == {"en0", "en1", "en2", "en3", "en4", "de0", "de3", "de4"}
    assert known_items.projects(folder, 2).queries == known_items.projects(folder, 2).queries


def test_questions_are_asked_in_both_languages_of_passages_in_one(folder):
    english, german = known_items.belebele(folder)

    assert {each.body for each in german.documents.values()} == {"de ports", "de buses"}
    assert [each.lang for each in english.queries] == ["en"] * 4 + ["de"] * 4
    assert english.queries == german.queries
    for query in english.queries:
        [answer] = english.grades(query)
        topic = query.text.split()[1][:-2]
        assert english.documents[answer].body == f"en {topic}"
