"""The indexer as a process of its own beside readers: found soon, nothing ever lost."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.core.management import call_command
from django.db import connection

from ponte import search
from ponte.practices.models import Practice
from ponte.search import SearchQuery, SearchUnavailable
from ponte.search.backends.tantivy import TantivyBackend
from ponte.search.indexer import rebuild
from ponte.search.models import OutboxEntry, Vector
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 300  # seconds: a busy machine is no failure


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
    """Starts an indexer or another command; whatever still runs is killed afterwards."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ponte.settings",
        "PONTE_DATA_DIR": str(tmp_path),
        "PONTE_DATABASE_URL": database_url(),
    }
    running = []

    def begin(command="indexer", encoder="Words"):
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "ponte", command],
                env={**environment, "PONTE_ENCODER": f"tests.search.encoders.words.{encoder}"},
                stderr=subprocess.DEVNULL,
            )
        )
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.wait()


def titles(text, **filters):
    wanted = SearchQuery(text, filters=filters, limit=99, patience=PATIENCE)
    try:
        return sorted(hit.title for hit in search.query(wanted).hits)
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


def test_vectors_made_by_one_process_are_searched_by_another(reader, start, words_encoder):
    for number in range(12):
        make_practice(title=f"Zebra {number}", short_summary=f"Stripes {number}")
    make_practice(title="Quiet harbours", short_summary="Less noise.")

    def found():
        return titles("hafen larm", kind=["practice"])

    start()
    assert eventually(found, ["Quiet harbours"]) == ["Quiet harbours"]

    Practice.objects.get(title="Quiet harbours").delete()
    assert eventually(found, []) == []


def test_embedding_that_was_killed_goes_on_where_it_was(reader, start, use_encoder):
    for number in range(20):
        make_practice(title=f"Harbour {number}")
    use_encoder("tests.search.encoders.words.Slow")
    made = Vector.objects.filter(encoder="slow@1")
    process = start("embed", encoder="Stuck")
    assert eventually(made.exists, True)
    process.kill()
    process.wait()
    before = dict(made.values_list("pk", "revision"))

    call_command("embed", verbosity=0)

    assert 0 < len(before) < Vector.objects.count()
    assert made.count() == Vector.objects.count()
    assert dict(made.filter(pk__in=before).values_list("pk", "revision")) == before
