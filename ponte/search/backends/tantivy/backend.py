"""The embedded engine: one index folder per rebuild, readers in every process."""

import json
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy
from django.conf import settings

from ponte.search.backends.folder import CURRENT, IndexFolder
from ponte.search.backends.tantivy.guard import Guard
from ponte.search.backends.tantivy.reader import TantivyReader
from ponte.search.backends.tantivy.schema import fingerprint, schema_of
from ponte.search.backends.tantivy.writer import TantivyWriter
from ponte.search.documents import SearchUnavailable
from ponte.search.registry import facet_names

# The most a writer takes, in bytes. Much for a rebuild: the fewer segments it leaves, the
# quicker the queries.
UPDATE_MEMORY = 50_000_000
REBUILD_MEMORY = 500_000_000
SEGMENT_FILES = ("fast", "fieldnorm", "idx", "pos", "store", "term")


@dataclass(frozen=True, slots=True)
class _Live:
    """What a process holds open: an index, the state it was read at, and its reader."""

    name: str
    state: tuple[int, ...]
    index: tantivy.Index
    reader: TantivyReader


class TantivyBackend:
    """Indexes live in `path`, by default in the folder of the settings, one folder per
    schema, so that an older version of the site can run on beside this one."""

    def __init__(self, path: Path | None = None, facets: Sequence[str] | None = None):
        self._facets = tuple(facets if facets is not None else facet_names())
        self._schema = schema_of(self._facets)
        root = path or Path(settings.SEARCH["PATH"])
        self.folder = IndexFolder(root / fingerprint(self._facets))
        self._guard = Guard(self.folder.doubt)
        self._meta = self.folder.root / CURRENT / "meta.json"
        self._live: _Live | None = None
        self._opening = threading.Lock()

    def reader(self) -> TantivyReader:
        state = self._state()
        live = self._live
        if live is None or live.state != state:
            with self._opening:
                live = self._opened(state)
        return live.reader

    def _state(self) -> tuple[int, ...]:
        """Changes with every commit and every rebuild."""
        try:
            found = self._meta.stat()
        except OSError as error:
            raise SearchUnavailable("There is no index yet.") from error
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _opened(self, state: tuple[int, ...]) -> _Live:
        name, live = self.folder.current(), self._live
        with self._guard:
            if live is None or live.name != name:
                index = tantivy.Index.open(str(self.folder.path(name)))
                # Nobody needs to watch the folder: each query looks by itself.
                index.config_reader("manual")
            else:
                index = live.index
            index.reload()
            reader = TantivyReader(index.searcher(), self._schema, self._facets, self._guard)
        self._live = _Live(name, state, index, reader)
        return self._live

    @contextmanager
    def writer(self) -> Iterator[TantivyWriter]:
        self._state()
        with self._guard:
            index = tantivy.Index.open(str(self.folder.path(self.folder.current())))
        with self._writing(index, UPDATE_MEMORY) as writer:
            yield writer

    @contextmanager
    def _writing(self, index: tantivy.Index, memory: int) -> Iterator[TantivyWriter]:
        with self._guard:
            engine = index.writer(memory, 1)
        writer = TantivyWriter(engine, self._schema, self._guard)
        yield writer
        writer.close()

    @contextmanager
    def rebuild(self) -> Iterator[TantivyWriter]:
        with self.folder.lock("rebuild"):
            self.folder.sweep()
            path = self.folder.new()
            try:
                with self._guard:
                    index = tantivy.Index(self._schema, str(path))
                with self._writing(index, REBUILD_MEMORY) as writer:
                    yield writer
                    writer.commit()
                self.folder.publish(path)
            finally:
                self.folder.sweep()

    def rebuilding(self) -> bool:
        return self.folder.locked("rebuild")

    def generation(self) -> str:
        return self.folder.current() if self._meta.exists() else ""

    @contextmanager
    def turn(self) -> Iterator[None]:
        with self.folder.lock("indexer"):
            yield

    @property
    def doubted(self) -> bool:
        return self.folder.doubted

    def tidy(self) -> int:
        return self.folder.remove_others()

    def sound(self) -> bool:
        try:
            self.reader()
            checked = _checksums_hold(self.folder.path(self.folder.current()))
        except (SearchUnavailable, OSError, ValueError):
            return False
        if checked:
            self.folder.trust()
        return checked


def _checksums_hold(path: Path) -> bool:
    """Whether every file of the index is as it was written.

    A file ends with a description in JSON (with its `crc`), its length and a magic number,
    four bytes each.
    """
    meta = json.loads((path / "meta.json").read_bytes())
    for segment in meta["segments"]:
        name = segment["segment_id"].replace("-", "")
        suffixes = [*SEGMENT_FILES]
        if segment["deletes"]:
            suffixes.append(f"{segment['deletes']['opstamp']}.del")
        for suffix in suffixes:
            content = (path / f"{name}.{suffix}").read_bytes()
            size = int.from_bytes(content[-8:-4], "little")
            footer = json.loads(content[-8 - size : -8])
            if zlib.crc32(memoryview(content)[: -8 - size]) != footer["crc"]:
                return False
    return True
