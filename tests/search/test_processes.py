"""The indexer as a process of its own beside readers: found soon, nothing ever lost."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from ponte import search
from ponte.search import SearchQuery, SearchUnavailable
from ponte.search.backends.tantivy import TantivyBackend
from ponte.search.indexer import rebuild
from ponte.search.models import OutboxEntry
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60  # seconds: a busy machine is no failure


def database_url():
    of = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{of['NAME']}"
    account = f"{of['USER']}:{of['PASSWORD']}" if of["PASSWORD"] else of["USER"]
    return f"postgres://{account}@{of['HOST']}:{of['PORT']}/{of['NAME']}"


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """The index folder as a web worker sees it."""
    chosen = TantivyBackend(tmp_path / "search")
    monkeypatch.setattr(search, "backend", lambda: chosen)
    return chosen


@pytest.fixture
def start(tmp_path):
    """Starts an indexer; whatever still runs is killed afterwards."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ponte.settings",
        "PONTE_DATA_DIR": str(tmp_path),
        "PONTE_DATABASE_URL": database_url(),
    }
    running = []

    def begin():
        command = [sys.executable, "-m", "ponte", "indexer"]
        running.append(subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.wait()


def titles(text):
    try:
        return sorted(hit.title for hit in search.query(SearchQuery(text, limit=99)).hits)
    except SearchUnavailable:
        return None


def eventually(question, expected):
    until = time.monotonic() + PATIENCE
    while (answer := question()) != expected and time.monotonic() < until:
        time.sleep(0.05)
    return answer


def test_what_one_process_saves_another_finds(reader, start):
    before = make_practice(title="Lighthouse", slug="before")
    process = start()
    assert eventually(lambda: titles("lighthouse"), ["Lighthouse"]) == ["Lighthouse"]

    make_practice(title="Lighthouse keepers")
    both = ["Lighthouse", "Lighthouse keepers"]
    assert eventually(lambda: titles("lighthouse"), both) == both

    before.delete()
    assert eventually(lambda: titles("lighthouse"), both[1:]) == both[1:]

    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0


def test_killed_indexer_loses_nothing_and_another_takes_over(reader, start):
    first, _second = start(), start()
    assert eventually(lambda: titles("lighthouse"), []) == []

    for number in range(12):
        make_practice(title=f"Lighthouse {number:02}")
        if number == 5:
            first.kill()
            first.wait()

    expected = [f"Lighthouse {number:02}" for number in range(12)]
    assert eventually(lambda: titles("lighthouse"), expected) == expected
    assert eventually(OutboxEntry.objects.count, 0) == 0


def test_index_rebuilt_and_index_damaged_beside_a_running_indexer(reader, start):
    practice = make_practice(title="Lighthouse one")
    start()
    assert eventually(lambda: titles("lighthouse"), ["Lighthouse one"]) == ["Lighthouse one"]

    def progress(ids, kind):
        yield from ids
        if kind.name == "topic":
            practice.title = "Lighthouse two"
            practice.save()
            eventually(OutboxEntry.objects.filter(applied=True).exists, True)

    rebuild(progress)
    assert eventually(lambda: titles("lighthouse"), ["Lighthouse two"]) == ["Lighthouse two"]

    before = reader.generation()
    for path in reader.folder.path(before).glob("*.term"):
        path.unlink()  # not written over: that would end every process which has it mapped
        path.write_bytes(b"damaged")
    another = TantivyBackend(reader.folder.root.parent)
    with pytest.raises(SearchUnavailable):
        another.reader()
    assert eventually(lambda: reader.generation() != before, expected=True)
    assert eventually(lambda: titles("lighthouse"), ["Lighthouse two"]) == ["Lighthouse two"]
