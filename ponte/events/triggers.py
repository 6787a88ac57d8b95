"""What keeps events from being oversold: triggers in the database itself.

A place is given only while fewer are taken than there are, whatever program gives it, and
places are not reduced below those taken. On PostgreSQL the event's row is locked first, so
that two transactions cannot give the last place at once; SQLite has one writer at a time.
"""

from django.db import connections

from ponte.core.append_only import carry_out

EVENTS, REGISTRATIONS = "events_event", "events_registration"
FULL = "No place is left at this event."
TAKEN = "More places are taken at this event."
COUNT = f"(SELECT COUNT(*) FROM {REGISTRATIONS} WHERE event_id = {{}} AND state = 'confirmed')"
NO_PLACE = f"(SELECT capacity FROM {EVENTS} WHERE id = NEW.event_id) <= " + COUNT.format(
    "NEW.event_id"
)
GIVES = "NEW.state = 'confirmed'"
MOVES = f"{GIVES} AND (OLD.state <> 'confirmed' OR OLD.event_id <> NEW.event_id)"
TOO_FEW = "NEW.capacity < " + COUNT.format("NEW.id")
# Name, table, event, when it looks, what it refuses and in which words.
GUARDS = (
    ("registration_place_insert", REGISTRATIONS, "INSERT", GIVES, NO_PLACE, FULL),
    ("registration_place_update", REGISTRATIONS, "UPDATE", MOVES, NO_PLACE, FULL),
    ("event_places_update", EVENTS, "UPDATE", "NEW.capacity IS NOT NULL", TOO_FEW, TAKEN),
)


def statements() -> dict[str, list[str]]:
    sqlite, postgresql = [], []
    for name, table, event, looks, refused, words in GUARDS:
        before = f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN"
        sqlite += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"{before} {looks} AND {refused} BEGIN SELECT RAISE(ABORT, '{words}'); END",
        ]
        lock = ""
        if table == REGISTRATIONS:
            lock = f"PERFORM 1 FROM {EVENTS} WHERE id = NEW.event_id FOR UPDATE; "
        function = (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {lock}IF {refused} THEN RAISE EXCEPTION '{words}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
        )
        postgresql += [
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            function,
            f"{before} ({looks}) EXECUTE FUNCTION {name}()",
        ]
    return {"sqlite": sqlite, "postgresql": postgresql}


def install_after_migration(*, using, **_signal) -> None:
    connection = connections[using]
    if {EVENTS, REGISTRATIONS} <= set(connection.introspection.table_names()):
        carry_out(statements(), connection)
