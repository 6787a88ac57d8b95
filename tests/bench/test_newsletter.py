"""The benchmark of the newsletter: what it does and what it tells."""

import json

import pytest
from django.core.management import call_command

from ponte.bench import newsletter
from ponte.newsletter.models import Delivery


@pytest.fixture
def _no_worker(settings):
    settings.TASKS = {
        **settings.TASKS,
        "background": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"},
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_no_worker")
def test_a_small_run_queues_all_and_sends_some(capsys, monkeypatch):
    monkeypatch.setattr(newsletter, "prepare", newsletter.make_subscribers)

    call_command("bench", "newsletter", "--measure", "--recipients=30", "--sent=10")

    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (found["queued"], found["sent"]) == (30, 10)
    assert Delivery.objects.waiting().count() == 20
    assert newsletter.report(found)[0].startswith("30 mails queued")
