"""The benchmark of projects: what it makes and what it tells."""

import json

import pytest
from django.core.management import call_command

from ponte.bench import projects
from ponte.impact import tallies
from ponte.impact.models import Claim
from ponte.projects.models import Project


@pytest.mark.django_db
def test_a_small_run_times_every_page_and_the_import(capsys):
    call_command("bench", "projects", "--measure", "--projects=30", "--requests=2", "--rows=4")

    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(found["pages"]) == set(projects.PAGES)
    assert all(each["p95"] > 0 and each["queries"] > 0 for each in found["pages"].values())
    assert found["partnerships"] == 30 * projects.PARTNERS
    assert found["import"] > 0
    assert Project.objects.filter(source="bench").count() == 4
    assert tallies.tally(tallies.Choice()).claims == Claim.objects.count() == 3


def test_the_report_divides_many_by_few():
    times = {page: {"p50": 1.0, "p95": 2.0, "queries": 9} for page in projects.PAGES}
    slow = {page: {**each, "p95": 3.0} for page, each in times.items()}
    small = {"pages": times, "import": 100}
    large = {"pages": slow, "import": 80, "partnerships": 8, "claims": 1}

    lines = projects.report(small, large, 10, 1000)

    assert all("1.50" in line for line in lines[2 : 2 + len(projects.PAGES)])
    assert "beside 10: 100, beside 1,000: 80" in lines[-3]
