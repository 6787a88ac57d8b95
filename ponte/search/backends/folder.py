"""The folder of an embedded index: every rebuild in a directory of its own, a link that
names the live one, and the locks between processes."""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from ponte.search.backends.base import IndexIsLocked

CURRENT = "current"
# How the folder of a schema is named, and what is left of one that could not be removed whole.
NAME = re.compile(r"[0-9a-f]{12}|gone-[0-9a-f]{12}")
DOUBT = "doubtful"
KEPT = 24 * 60 * 60  # seconds that the index of another version is kept beside the live one
LOCK_PATIENCE = 1.0  # seconds: whoever merely asks whether it is locked holds it for less


class IndexFolder:
    """`root` holds the indexes of one schema."""

    def __init__(self, root: Path):
        self.root = root
        self._link = root / CURRENT

    def current(self) -> str:
        """The name of the live index, empty without one."""
        try:
            return str(self._link.readlink())
        except OSError:
            return ""

    def path(self, name: str) -> Path:
        return self.root / name

    def new(self) -> Path:
        """An empty directory for a new index."""
        path = self.root / f"index-{uuid4().hex[:12]}"
        path.mkdir(parents=True)
        return path

    def publish(self, path: Path) -> None:
        """Make the index in `path` the live one, from one moment to the next."""
        link = self.root / f"{CURRENT}-{path.name}"
        link.symlink_to(path.name)
        link.replace(self._link)

    def sweep(self) -> None:
        """Remove every index but the live one. Who still reads one keeps its open files."""
        for path in self.root.glob("index-*"):
            if path.name != self.current():
                shutil.rmtree(path, ignore_errors=True)

    def remove_others(self) -> int:
        """Remove the folders of other schemas, which other versions of the code left; returns
        how many.

        Not in the first day of the live index, while the old version may still be running or
        come back, and none whose indexer is at work.
        """
        try:
            age = time.time() - self._link.lstat().st_mtime
        except OSError:
            return 0
        if age < KEPT:
            return 0
        folders = [path for path in self.root.parent.iterdir() if NAME.fullmatch(path.name)]
        return sum(IndexFolder(path)._remove() for path in folders if path.name != self.root.name)

    def _remove(self) -> bool:
        if self.locked("indexer") or self.locked("rebuild"):
            return False
        # Out of sight at once, so that nobody begins to read what is half removed.
        gone = self.root.with_name(f"gone-{uuid4().hex[:12]}")
        self.root.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
        return True

    def doubt(self) -> None:
        """Note that the live index gave trouble, for the indexer to look at."""
        try:
            (self._link / DOUBT).touch()
        except OSError:
            return  # without its directory it needs no more doubt

    @property
    def doubted(self) -> bool:
        return (self._link / DOUBT).exists()

    def trust(self) -> None:
        (self._link / DOUBT).unlink(missing_ok=True)

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Hold the lock of this name. Raises IndexIsLocked when somebody else does."""
        self.root.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.root / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _take(descriptor, time.monotonic() + LOCK_PATIENCE)
            yield
        finally:
            os.close(descriptor)

    def locked(self, name: str) -> bool:
        try:
            descriptor = os.open(self.root / f"{name}.lock", os.O_RDONLY)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False


def _take(descriptor: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise IndexIsLocked from error
            time.sleep(0.05)
        else:
            return
