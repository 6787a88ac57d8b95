"""Tables to which the database only lets rows be added, or whose rows it lets nobody change.

    LEDGER = guard("plans_ledgerentry", "The ledger is only added to.")

`close` puts triggers into the database itself, so that no code gets past them. A migration closes a
new table; `close_after_migration` does it again, because SQLite drops the triggers of a table that
it alters. `ponte flush`, the one act that ends them all, works within `all_opened`.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.db import connections


@dataclass(frozen=True)
class Guard:
    """What keeps the rows of `table`; `message` is the database's answer to who tries.

    Rows for which `may_go` holds, an SQL condition on OLD, may be deleted all the same.
    """

    table: str
    message: str
    events: tuple[str, ...] = ("UPDATE", "DELETE")
    may_go: str = ""

    @property
    def closing(self) -> dict[str, list[str]]:
        """The statements by kind of database."""
        refuse = f"""
CREATE OR REPLACE FUNCTION {self.table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{self.message}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
        emptied = ["TRUNCATE"] if "DELETE" in self.events else []
        whole = [*self.events, *emptied]
        rows = []
        if self.may_go:
            whole.remove("DELETE")
            kept = (
                f"CREATE TRIGGER {self.table}_kept BEFORE DELETE ON {self.table} FOR EACH ROW "
                f"WHEN (NOT ({self.may_go})) EXECUTE FUNCTION {self.table}_refuse()"
            )
            rows = [kept]
        closed = (
            f"CREATE TRIGGER {self.table}_closed BEFORE {' OR '.join(whole)} ON {self.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {self.table}_refuse()"
        )
        return {
            "sqlite": [self.on_sqlite(event) for event in self.events],
            "postgresql": [refuse, closed, *rows],
        }

    def on_sqlite(self, event: str) -> str:
        when = f"WHEN NOT ({self.may_go}) " if self.may_go and event == "DELETE" else ""
        return (
            f"CREATE TRIGGER {self.table}_no_{event.lower()} BEFORE {event} ON {self.table} "
            f"{when}BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )

    @property
    def opening(self) -> dict[str, list[str]]:
        return {
            "sqlite": [
                f"DROP TRIGGER IF EXISTS {self.table}_no_{event.lower()}" for event in self.events
            ],
            "postgresql": [
                f"DROP TRIGGER IF EXISTS {self.table}_{name} ON {self.table}"
                for name in ("closed", "kept")
            ],
        }

    def close(self, connection) -> None:
        """Let nobody change the rows."""
        self.open_up(connection)
        carry_out(self.closing, connection)

    def open_up(self, connection) -> None:
        carry_out(self.opening, connection)

    def close_after_migration(self, *, using, **_signal) -> None:
        connection = connections[using]
        if self.table in connection.introspection.table_names():
            self.close(connection)

    @contextmanager
    def opened(self, connection) -> Iterator[None]:
        """Open the table for as long as the whole database is emptied."""
        exists = self.table in connection.introspection.table_names()
        if exists:
            self.open_up(connection)
        try:
            yield
        finally:
            if exists:
                self.close(connection)


guards: list[Guard] = []


def guard(table: str, message: str, **more) -> Guard:
    """A guard that `all_opened` knows of."""
    made = Guard(table, message, **more)
    guards.append(made)
    return made


@contextmanager
def all_opened(connection) -> Iterator[None]:
    """Open all tables for as long as the whole database is emptied."""
    with ExitStack() as stack:
        for each in guards:
            stack.enter_context(each.opened(connection))
        yield


def carry_out(statements: dict[str, list[str]], connection) -> None:
    """Execute the statements for the kind of database that `connection` leads to."""
    with connection.cursor() as cursor:
        for statement in statements.get(connection.vendor, []):
            cursor.execute(statement)
