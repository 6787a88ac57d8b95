import pytest
from django.core.management import CommandError, call_command

from ponte.core import nightly
from ponte.core.nightly import Outcome


@pytest.fixture(autouse=True)
def jobs(monkeypatch):
    """Three jobs, the second of which fails; returns the names of those that ran."""
    ran = []
    monkeypatch.setattr(nightly, "jobs", {})

    @nightly.register("sweep")
    def sweep():
        ran.append("sweep")
        return "Swept."

    @nightly.register("fail")
    def fail():
        ran.append("fail")
        raise OSError("No broom")

    @nightly.register("write")
    def write():
        ran.append("write")
        return "Wrote."

    return ran


def test_a_job_that_fails_keeps_no_other_from_running():
    assert list(nightly.run()) == [
        Outcome("sweep", ok=True, said="Swept."),
        Outcome("fail", ok=False, said="OSError: No broom"),
        Outcome("write", ok=True, said="Wrote."),
    ]


def test_the_command_says_what_each_did_and_fails_at_the_end(capsys):
    with pytest.raises(CommandError, match=r"Failed: fail\."):
        call_command("nightly")

    assert capsys.readouterr().out == "sweep: Swept.\nfail: OSError: No broom\nwrite: Wrote.\n"


def test_one_job_may_be_run_alone(jobs):
    call_command("nightly", "write")

    assert jobs == ["write"]


def test_an_unknown_job_is_refused_before_any_runs(jobs):
    with pytest.raises(CommandError, match="There is no job paint"):
        call_command("nightly", "write", "paint")

    assert jobs == []


def test_the_jobs_are_listed(capsys, jobs):
    call_command("nightly", list=True)

    assert (capsys.readouterr().out, jobs) == ("sweep\nfail\nwrite\n", [])
