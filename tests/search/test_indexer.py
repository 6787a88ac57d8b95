import os
import time

import pytest

from ponte import search
from ponte.core import nightly
from ponte.search import SearchQuery, SearchUnavailable
from ponte.search.backends.base import IndexIsLocked
from ponte.search.backends.folder import IndexFolder
from ponte.search.backends.tantivy import TantivyBackend
from ponte.search.indexer import drain, pass_on, rebuild, rebuild_is_needed, work
from ponte.search.models import OutboxEntry
from ponte.search.registry import kinds
from tests.factories.practices import make_practice


@pytest.fixture
def backend(db, tmp_path, monkeypatch):
    """A real index of what the database holds, but its many regions, in its own folder."""
    monkeypatch.delitem(kinds, "region")
    chosen = TantivyBackend(tmp_path)
    monkeypatch.setattr(search, "backend", lambda: chosen)
    rebuild()
    OutboxEntry.objects.all().delete()
    return chosen


def titles(text):
    return sorted(hit.title for hit in search.query(SearchQuery(text)).hits)


def test_rebuild_tells_how_many_records_there_are(backend):
    before = backend.reader().documents
    make_practice()

    assert rebuild() == before + 1
    assert backend.reader().documents == before + 1


def test_save_during_a_rebuild_reaches_the_new_index(backend):
    practice = make_practice(title="Lighthouse one")
    drain()

    def progress(ids, kind):
        yield from ids
        if kind.name == "topic":
            # The new index has the practice already; the old one hears of the change.
            practice.title = "Lighthouse two"
            practice.save()
            drain()
            assert titles("lighthouse") == ["Lighthouse two"]
            assert OutboxEntry.objects.filter(applied=True).count() == 1

    rebuild(progress)
    assert titles("lighthouse") == ["Lighthouse one"]

    drain()

    assert titles("lighthouse") == ["Lighthouse two"]
    assert OutboxEntry.objects.count() == 0


def test_entry_carried_out_in_an_index_since_replaced_stays(backend):
    make_practice(title="Lighthouse")

    with backend.writer() as writer:
        pass_on(writer, "another index")

    assert OutboxEntry.objects.filter(applied=False).exists()


def test_writer_of_an_index_since_removed_fails_and_forgets_nothing(backend):
    def write_and_be_overtaken():
        with backend.writer() as writer:
            rebuild()
            pass_on(writer, backend.generation())

    make_practice(title="Lighthouse")

    with pytest.raises(SearchUnavailable):
        write_and_be_overtaken()

    assert OutboxEntry.objects.filter(applied=False).exists()


def test_failed_rebuild_leaves_the_live_index(backend):
    before = backend.generation()

    def progress(ids, kind):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rebuild(progress)

    assert backend.generation() == before
    assert [path.name for path in backend.folder.root.glob("index-*")] == [before]


def test_only_one_rebuilds_and_only_one_writes(backend):
    with backend.rebuild(), pytest.raises(IndexIsLocked), backend.rebuild():
        pass
    with backend.writer(), pytest.raises(IndexIsLocked), backend.writer():
        pass
    with backend.turn(), pytest.raises(IndexIsLocked), backend.turn():
        pass


def test_rebuild_is_needed_without_an_index(backend, tmp_path, monkeypatch):
    assert rebuild_is_needed() is False

    monkeypatch.setattr(search, "backend", lambda: TantivyBackend(tmp_path / "other"))

    assert rebuild_is_needed() is True
    assert search.health().ok is False
    with pytest.raises(SearchUnavailable, match="There is no index yet"):
        search.query(SearchQuery("anything"))


def test_rebuild_is_needed_when_the_database_is_another(backend):
    make_practice()
    OutboxEntry.objects.all().delete()

    assert rebuild_is_needed() is True


def test_new_facet_makes_another_index(backend, tmp_path):
    other = TantivyBackend(tmp_path, [*backend._facets, "colour"])

    assert other.folder.root != backend.folder.root
    with pytest.raises(SearchUnavailable):
        other.reader()


def _cut(path):
    path.write_bytes(path.read_bytes()[:20])


def _spoil(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 255
    path.write_bytes(content)


@pytest.mark.parametrize("spoil", [_cut, _spoil, lambda path: path.unlink()])
@pytest.mark.parametrize("suffix", [".term", ".idx", ".store", ".fast", ".pos", "meta.json"])
def test_damaged_index_is_rebuilt(backend, tmp_path, monkeypatch, spoil, suffix):
    make_practice(title="Lighthouse")
    drain()
    live = backend.folder.path(backend.generation())
    for path in live.iterdir():
        if path.name.endswith(suffix):
            spoil(path)

    fresh = TantivyBackend(tmp_path)
    monkeypatch.setattr(search, "backend", lambda: fresh)

    assert rebuild_is_needed() is True
    rounds = iter([False, True])
    work(lambda: next(rounds))
    assert titles("lighthouse") == ["Lighthouse"]
    assert rebuild_is_needed() is False


def test_reader_that_meets_trouble_calls_the_indexer(backend, tmp_path):
    live = backend.folder.path(backend.generation())
    for path in live.glob("*.term"):
        _cut(path)
    reader = TantivyBackend(tmp_path)

    with pytest.raises(SearchUnavailable, match="The index gave trouble"):
        reader.reader()

    assert backend.doubted is True


def test_unfounded_doubt_is_dropped(backend):
    backend.folder.doubt()

    assert backend.doubted is True
    assert rebuild_is_needed() is False
    assert backend.doubted is False


def test_index_with_deleted_records_is_sound(backend):
    practice = make_practice()
    drain()
    practice.delete()
    drain()

    assert backend.sound() is True


@pytest.fixture
def others(backend):
    """The folders of two older schemas beside the live one, which is two days old."""
    root = backend.folder.root.parent
    left = []
    for name in ("0123456789ab", "ba9876543210"):
        (root / name / "index-1").mkdir(parents=True)
        (root / name / "current").symlink_to("index-1")
        left.append(root / name)
    (root / "other things").mkdir()
    (root / "vectors").write_text("x")
    age(backend, days=2)
    return left


def age(backend, *, days):
    then = time.time() - days * 24 * 60 * 60
    os.utime(backend.folder.root / "current", (then, then), follow_symlinks=False)


def left(backend):
    names = {path.name for path in backend.folder.root.parent.iterdir()}
    return sorted(names - {backend.folder.root.name})


def test_indexes_of_older_versions_are_removed_at_night(backend, others):
    [outcome] = nightly.run(["search"])

    assert outcome.said == "2 old search indexes removed."
    assert left(backend) == ["other things", "vectors"]
    assert backend.reader().documents > 0


def test_indexes_of_older_versions_are_kept_for_a_day(backend, others):
    age(backend, days=0.5)

    assert backend.tidy() == 0
    assert len(left(backend)) == 4


def test_an_index_whose_indexer_still_works_is_kept(backend, others):
    with IndexFolder(others[0]).lock("indexer"):
        assert backend.tidy() == 1

    assert left(backend) == ["0123456789ab", "other things", "vectors"]


def test_without_an_index_nothing_is_removed(tmp_path):
    (tmp_path / "0123456789ab").mkdir()

    assert TantivyBackend(tmp_path).tidy() == 0
    assert (tmp_path / "0123456789ab").exists()
