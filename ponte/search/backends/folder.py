"""The folder of an embedded index: every rebuild in a directory of its own, a link that
names the live one, and the locks between processes."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from ponte.search.backends.base import IndexIsLocked

CURRENT = "current"
DOUBT = "doubtful"
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
