"""What keeps a state from changing in another way than the table's: a trigger in the database.

Made anew after every migration, because SQLite drops the triggers of a table that it alters,
and because the table of transitions may have changed.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from ponte.core.append_only import carry_out
from ponte.practices.states import TRANSITIONS

TABLE = "practices_practice"
TRIGGER = f"{TABLE}_way"
MESSAGE = "A practice changes its state by the table of transitions only."
MOVES = ", ".join(f"'{row.source}>{row.to}'" for row in TRANSITIONS if not row.copy)
IS_OTHER = f"OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ({MOVES})"

REFUSE = f"""
CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
BEFORE = f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE OF state ON {TABLE} FOR EACH ROW"
CLOSE = {
    "sqlite": [f"{BEFORE} WHEN {IS_OTHER} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"],
    "postgresql": [REFUSE, f"{BEFORE} WHEN ({IS_OTHER}) EXECUTE FUNCTION {TRIGGER}()"],
}
OPEN = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {TRIGGER}"],
    "postgresql": [f"DROP TRIGGER IF EXISTS {TRIGGER} ON {TABLE}"],
}


def close(connection) -> None:
    """Let no practice change its state but by the table."""
    carry_out(OPEN, connection)
    carry_out(CLOSE, connection)


def close_after_migration(*, using, **_signal) -> None:
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        close(connection)


@contextmanager
def opened(connection) -> Iterator[None]:
    """Let a state be set by hand: for tests and for whoever mends a database."""
    carry_out(OPEN, connection)
    try:
        yield
    finally:
        close(connection)
