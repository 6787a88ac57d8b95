"""What keeps decided claims from being changed: triggers in the database itself.

With a decided claim its money, its sources and its evidence stay as they are. What was made up
for the demonstration may leave with it; it is never changed either.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from ponte.core.append_only import carry_out, guards

CLAIMS = "impact_claim"
PARTS = ("impact_fund", "impact_source", "impact_evidence")
MESSAGE = "A decided claim stays as it is: a correction is a new claim."
EVENTS = ("INSERT", "UPDATE", "DELETE")
DECIDED = "('confirmed', 'rejected')"


def is_kept(table: str, event: str) -> str:
    """The condition under which `event` on a row of `table` is refused, in SQL."""
    of_demonstration = " AND NOT {}is_demonstration" if event == "DELETE" else ""
    if table == CLAIMS:
        return f"OLD.state IN {DECIDED}{of_demonstration.format('OLD.')}"
    rows = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}[event]
    claims = ", ".join(f"{row}.claim_id" for row in rows)
    return (
        f"EXISTS (SELECT 1 FROM {CLAIMS} c WHERE c.id IN ({claims}) "
        f"AND c.state IN {DECIDED}{of_demonstration.format('c.')})"
    )


def kept() -> Iterator[tuple[str, str, str]]:
    """Table, event and name of each trigger."""
    for table in (CLAIMS, *PARTS):
        for event in EVENTS[1:] if table == CLAIMS else EVENTS:
            yield table, event, f"{table}_no_{event.lower()}"


def closing() -> dict[str, list[str]]:
    sqlite, postgresql = [], []
    for table, event, name in kept():
        refused = is_kept(table, event)
        before = f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW"
        sqlite.append(f"{before} WHEN {refused} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END")
        row = "OLD" if event == "DELETE" else "NEW"
        function = (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {refused} THEN RAISE EXCEPTION '{MESSAGE}' "
            f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$"
        )
        postgresql += [function, f"{before} EXECUTE FUNCTION {name}()"]
    return {"sqlite": sqlite, "postgresql": postgresql}


def opening() -> dict[str, list[str]]:
    return {
        "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for _table, _event, name in kept()],
        "postgresql": [
            f"DROP TRIGGER IF EXISTS {name} ON {table}" for table, _event, name in kept()
        ],
    }


def open_up(connection) -> None:
    carry_out(opening(), connection)


def close(connection) -> None:
    """Let nobody change what was decided."""
    open_up(connection)
    carry_out(closing(), connection)


def exist(connection) -> bool:
    return {CLAIMS, *PARTS} <= set(connection.introspection.table_names())


def close_after_migration(*, using, **_signal) -> None:
    if exist(connections[using]):
        close(connections[using])


class Decided:
    """All of it as one of the tables that `ponte flush` opens."""

    @contextmanager
    def opened(self, connection) -> Iterator[None]:
        there = exist(connection)
        if there:
            open_up(connection)
        try:
            yield
        finally:
            if there:
                close(connection)


guards.append(Decided())  # type: ignore[arg-type]
