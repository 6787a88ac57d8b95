"""`ponte fit` on the command line."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.factories.likeness import make_structure
from tests.factories.practices import make_practice
from tests.matching.test_counting import make


def run(capsys, *arguments):
    call_command("fit", *arguments)
    return capsys.readouterr().out


@pytest.fixture
def practices(db, indexed):
    make_structure()
    near = make("Repair voucher", origin="HU22")
    far = make("Repair café", origin="DE25")
    indexed()
    return near, far


def test_json_is_best_first_and_adds_up(practices, capsys):
    rows = json.loads(run(capsys, "--region=AT11", "--need=Repair of appliances", "--json"))

    assert [row["title"] for row in rows] == ["Repair voucher", "Repair café"]
    assert rows[0]["url"] == "http://127.0.0.1:8000/practices/repair-voucher/"
    for row in rows:
        for name, total in (("points", "fit"), ("low", "low"), ("high", "high")):
            assert sum(each[name] for each in row["contributions"]) == row[total]
        assert row["low"] <= row["fit"] <= row["high"]
        assert 0 < row["coverage"] < 1
        assert all(each["reason"] for each in row["contributions"])


def test_limit_and_topic_narrow_the_list(practices, capsys):
    assert len(json.loads(run(capsys, "--region=AT11", "--limit=1", "--json"))) == 1
    assert json.loads(run(capsys, "--region=AT11", "--topic=smart", "--json")) == []


def test_lines_are_for_people(practices, capsys):
    text = run(capsys, "--region=Burgenland", "--limit=1")

    assert "Repair voucher" in text
    assert "Nobody has said what the region faces." in text


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--region=XX99"], "No region is known"),
        (["--region=AT"], "Choose one: Burgenland"),
        (["--region=AT11", "--topic=beauty"], "There is no topic called beauty"),
        (["--region=AT11", "--money=much"], "--money is a number"),
        (["--region=AT11", "--money=-1"], "--money is a number"),
        (["--region=AT11", "--months=-1"], "--months is a number"),
        (["--region=AT11", "--limit=0"], "--limit is a number"),
        (["--region=AT11", f"--need={'x' * 2001}"], "at most 2000"),
    ],
)
def test_what_cannot_be_meant_is_refused(db, arguments, why):
    with pytest.raises(CommandError, match=why):
        call_command("fit", *arguments)


def test_a_country_of_one_region_means_that_region(db, capsys):
    make_practice(title="Anything")

    assert "Anything" in run(capsys, "--region=Malta")
