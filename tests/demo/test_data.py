import re
from pathlib import Path

import pytest

from ponte.demo.records import read
from ponte.practices.models import SUMMARY_LIMIT, TITLE_LIMIT

BRIEF = Path(__file__).parents[2].parent / "shared" / "brief"
PRACTICES = read("practice")
PROJECTS = read("project")
TEXTS = (
    "short_summary",
    "detailed_information",
    "resources_needed",
    "evidence_of_success",
    "potential_for_learning_or_transfer",
)


def runs(text, length=6):
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_there_are_fourteen_practices_and_those_of_smarty():
    of_smarty = [row for row in PRACTICES if row.get("project") == "smarty"]

    assert len(PRACTICES) - len(of_smarty) == 14
    assert len(of_smarty) == 7
    assert [row["external_id"] for row in PROJECTS] == ["smarty"]


def test_smarty_has_seven_regions_and_one_lead_among_the_partners_named():
    project = PROJECTS[0]

    assert len(project["regions"]) == 7
    assert [p["name"] for p in project["partners"] if p.get("role") == "lead"] == [
        "Municipality of Prato"
    ]
    assert project["partner_count"] == 14
    assert "erdf" not in project


@pytest.mark.parametrize("row", PRACTICES, ids=lambda row: row["external_id"])
def test_each_practice_has_what_a_card_needs_within_its_limits(row):
    assert len(row["title"]) <= TITLE_LIMIT
    assert 0 < len(row["short_summary"]) <= SUMMARY_LIMIT
    assert len(row["detailed_information"]) <= 1500
    assert row["topics"]
    assert 3 <= len(row["keywords"]) <= 6


def test_external_ids_are_unique():
    identifiers = [row["external_id"] for row in PRACTICES]

    assert len(set(identifiers)) == len(identifiers)


@pytest.mark.parametrize("row", PRACTICES, ids=lambda row: row["external_id"])
def test_evidence_and_money_come_with_their_source(row):
    stated = row.get("evidence_of_success") or row.get("resources_needed")

    assert not stated or row["further_information"].startswith("http")


@pytest.mark.skipif(not BRIEF.exists(), reason="the source texts are not beside this repository")
def test_no_sentence_is_taken_from_the_sources():
    source = runs(" ".join(path.read_text() for path in BRIEF.glob("*.txt")))
    titles = [row["title"] for row in PRACTICES]
    ours = [row[name] for row in PRACTICES for name in TEXTS if name in row]
    ours += [project["summary"] for project in PROJECTS]

    title = re.compile("|".join(map(re.escape, titles)))
    copied = [run for text in ours for run in runs(title.sub("§", text)) & source]

    assert copied == []
