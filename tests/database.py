"""The test database is migrated once in a run; what tests write into are copies of it."""

import fcntl
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, connections


@dataclass(frozen=True)
class MigratedDatabase:
    """What all workers of a `run` copy. With `keep` it stays for the next run."""

    run: str
    keep: bool = False

    @property
    def folder(self):
        return settings.BUILD_DIR if self.keep else settings.DATA_DIR

    @property
    def name(self):
        if connection.vendor == "sqlite":
            return str(self.folder / "test.sqlite3")
        return "test_ponte"

    @contextmanager
    def migrated(self, *, anew=False):
        """Within it the database is migrated and no other process touches it.

        The first worker migrates an empty database, or, unless `anew`, the one that was kept.
        """
        with (self.folder / "test-database.lock").open("a+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lock.seek(0)
            if lock.read() != self.run:
                connection.settings_dict["TEST"]["NAME"] = self.name
                connection.creation.create_test_db(
                    verbosity=0,
                    autoclobber=True,
                    serialize=False,
                    keepdb=self.keep and not anew,
                )
                lock.truncate(0)
                lock.write(self.run)
            yield

    def connect_to_copy(self, suffix, *, anew=False):
        """Connect to a new copy; the one that has the `suffix` now is deleted."""
        if connection.in_atomic_block:
            raise RuntimeError("Tests that commit need a module without shared rows.")
        with self.migrated(anew=anew):
            connections.close_all()
            if connection.vendor == "sqlite":
                copy = copy_file(self.name, settings.DATA_DIR / f"test_{suffix}.sqlite3")
            else:
                copy = copy_on_server(self.name, f"{self.name}_{suffix}")
            connection.settings_dict["NAME"] = copy


def copy_file(source, copy):
    for ending in ("", "-wal", "-shm"):
        Path(f"{copy}{ending}").unlink(missing_ok=True)
    return str(shutil.copy(source, copy))


def copy_on_server(source, copy):
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{source}"')
    return copy
