"""What keeps the log from being changed: triggers in the database itself."""

from collections.abc import Iterator
from contextlib import contextmanager

TABLE = "activity_entry"
MESSAGE = "The activity log is only added to."

REFUSE = f"""
CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
CLOSED = f"""
CREATE TRIGGER {TABLE}_closed BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()
"""
CLOSE = {
    "sqlite": [
        f"CREATE TRIGGER {TABLE}_no_{event.lower()} BEFORE {event} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for event in ("UPDATE", "DELETE")
    ],
    "postgresql": [REFUSE, CLOSED],
}
OPEN = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {TABLE}_no_{event}" for event in ("update", "delete")],
    "postgresql": [f"DROP TRIGGER IF EXISTS {TABLE}_closed ON {TABLE}"],
}


def close(connection) -> None:
    """Let nobody change or delete an entry."""
    carry_out(CLOSE, connection)


def open_up(connection) -> None:
    carry_out(OPEN, connection)


def carry_out(statements, connection) -> None:
    with connection.cursor() as cursor:
        for statement in statements.get(connection.vendor, []):
            cursor.execute(statement)


@contextmanager
def opened(connection) -> Iterator[None]:
    """Open the log for as long as the whole database is emptied."""
    exists = TABLE in connection.introspection.table_names()
    if exists:
        open_up(connection)
    try:
        yield
    finally:
        if exists:
            close(connection)
