"""What keeps a region from judging its own practice: a trigger in the database.

Made anew after every migration, because SQLite drops the triggers of a table that it alters.
A region's code begins with that of the region it lies in.
"""

from django.db import connections

from ponte.core.append_only import carry_out

TABLE = "assessment_assessment"
TRIGGER = f"{TABLE}_elsewhere"
MESSAGE = "A region does not judge its own practice."
IS_OWN = """
SELECT 1 FROM practices_practice AS practice
JOIN regions_region AS home ON home.id = practice.region_id
JOIN regions_region AS judge ON judge.id = NEW.region_id
WHERE practice.id = NEW.practice_id
AND (judge.code LIKE home.code || '%' OR home.code LIKE judge.code || '%')
"""
EVENTS = {"insert": "INSERT", "update": "UPDATE OF practice_id, region_id"}

REFUSE = f"""
CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF EXISTS ({IS_OWN}) THEN
RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;
END $$
"""
BEFORE = f"CREATE TRIGGER {TRIGGER} BEFORE {' OR '.join(EVENTS.values())} ON {TABLE}"
CLOSE = {
    "sqlite": [
        f"CREATE TRIGGER {TRIGGER}_{name} BEFORE {event} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}') WHERE EXISTS ({IS_OWN}); END"
        for name, event in EVENTS.items()
    ],
    "postgresql": [REFUSE, f"{BEFORE} FOR EACH ROW EXECUTE FUNCTION {TRIGGER}()"],
}
OPEN = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {TRIGGER}_{name}" for name in EVENTS],
    "postgresql": [f"DROP TRIGGER IF EXISTS {TRIGGER} ON {TABLE}"],
}


def close_after_migration(*, using, **_signal) -> None:
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        carry_out(OPEN, connection)
        carry_out(CLOSE, connection)
