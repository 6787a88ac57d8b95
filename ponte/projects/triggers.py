"""What makes the money of projects add up: triggers in the database itself.

- A partner's budget is the sum of its budget lines, where it has any; its EU contribution is
  its budget times its co-financing rate, where it has one.
- A project whose budget is kept by partner has the sums of its partners as totals.
- A spending plan is no more than the total budget.

When a line or a partner changes, the sums above follow; to write a sum that is wrong is
refused. Made anew after every migration, because SQLite drops the triggers of a table that
it alters.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import connections

from ponte.core.append_only import carry_out

PROJECT = "projects_project"
PARTNER = "projects_projectpartner"
LINE = "projects_budgetline"
STEP = "projects_spendingstep"

LINES = f"(SELECT ROUND(SUM(amount), 2) FROM {LINE} WHERE partner_id = {{partner}})"
CENT = "0.005"


class Trigger(NamedTuple):
    """`sums` are statements that follow a change, or `refuses` says when it is refused."""

    name: str
    table: str
    event: str
    sums: tuple[str, ...] = ()
    refuses: str = ""
    message: str = ""


def partner_sum(row: str) -> str:
    """Give a partner the sum of its lines."""
    total = LINES.format(partner=f"{row}.partner_id")
    return (
        f"UPDATE {PARTNER} SET budget = {total}, erdf = CASE WHEN cofinancing_rate IS NULL "
        f"THEN erdf ELSE ROUND({total} * cofinancing_rate / 100.0, 2) END "
        f"WHERE id = {row}.partner_id"
    )


def project_sums(row: str) -> str:
    """Give a project the sums of its partners, where it keeps its budget so."""
    sums = ", ".join(
        f"{ours} = (SELECT ROUND(SUM({theirs}), 2) FROM {PARTNER} "
        f"WHERE project_id = {row}.project_id)"
        for ours, theirs in (("total_budget", "budget"), ("erdf", "erdf"))
    )
    return f"UPDATE {PROJECT} SET {sums} WHERE id = {row}.project_id AND budget_by_partner"


def differs(written: str, meant: str) -> str:
    return f"ABS(COALESCE({written}, 0) - COALESCE({meant}, 0)) > {CENT}"


BY_LINES = f"EXISTS (SELECT 1 FROM {LINE} WHERE partner_id = NEW.id) AND " + differs(
    "NEW.budget", LINES.format(partner="NEW.id")
)
BY_RATE = "NEW.cofinancing_rate IS NOT NULL AND " + differs(
    "NEW.erdf", "ROUND(NEW.budget * NEW.cofinancing_rate / 100.0, 2)"
).replace(CENT, "0.0101")
BY_PARTNERS = "NEW.budget_by_partner AND ({})".format(
    " OR ".join(
        differs(
            f"NEW.{ours}",
            f"(SELECT ROUND(SUM({theirs}), 2) FROM {PARTNER} WHERE project_id = NEW.id)",
        )
        for ours, theirs in (("total_budget", "budget"), ("erdf", "erdf"))
    )
)
PLANNED = f"(SELECT ROUND(SUM(amount), 2) FROM {STEP} WHERE project_id = {{project}})"
OVERSPENT = f"{PLANNED.format(project='NEW.id')} > NEW.total_budget + {CENT}"
STEP_TOO_LARGE = (
    f"{PLANNED.format(project='NEW.project_id')} > "
    f"(SELECT total_budget FROM {PROJECT} WHERE id = NEW.project_id) + {CENT}"
)

OF_PARTNER = "The budget of a partner is the sum of its lines."
OF_RATE = "The EU contribution of a partner is its budget times its rate."
OF_PROJECT = "The totals of a project are the sums of its partners."
OF_PLAN = "The spending plan is larger than the budget."
MONEY = "budget, erdf, cofinancing_rate"
TOTALS = "total_budget, erdf, budget_by_partner"

TRIGGERS = (
    Trigger("projects_line_added", LINE, "INSERT", (partner_sum("NEW"),)),
    Trigger("projects_line_changed", LINE, "UPDATE", (partner_sum("OLD"), partner_sum("NEW"))),
    Trigger("projects_line_removed", LINE, "DELETE", (partner_sum("OLD"),)),
    Trigger("projects_partner_added", PARTNER, "INSERT", (project_sums("NEW"),)),
    Trigger(
        "projects_partner_changed",
        PARTNER,
        "UPDATE OF budget, erdf, project_id",
        (project_sums("OLD"), project_sums("NEW")),
    ),
    Trigger("projects_partner_removed", PARTNER, "DELETE", (project_sums("OLD"),)),
    Trigger(
        "projects_lines_rule", PARTNER, f"UPDATE OF {MONEY}", refuses=BY_LINES, message=OF_PARTNER
    ),
    Trigger("projects_rate_rules", PARTNER, "INSERT", refuses=BY_RATE, message=OF_RATE),
    Trigger(
        "projects_rate_rules_on", PARTNER, f"UPDATE OF {MONEY}", refuses=BY_RATE, message=OF_RATE
    ),
    Trigger(
        "projects_partners_rule",
        PROJECT,
        f"UPDATE OF {TOTALS}",
        refuses=BY_PARTNERS,
        message=OF_PROJECT,
    ),
    Trigger(
        "projects_plan_rules", PROJECT, f"UPDATE OF {TOTALS}", refuses=OVERSPENT, message=OF_PLAN
    ),
    Trigger("projects_step_added", STEP, "INSERT", refuses=STEP_TOO_LARGE, message=OF_PLAN),
    Trigger("projects_step_changed", STEP, "UPDATE", refuses=STEP_TOO_LARGE, message=OF_PLAN),
)


def for_sqlite(trigger: Trigger) -> str:
    head = f"CREATE TRIGGER {trigger.name} AFTER {trigger.event} ON {trigger.table}"
    if trigger.sums:
        return f"{head} BEGIN {'; '.join(trigger.sums)}; END"
    return f"{head} WHEN {trigger.refuses} BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END"


def for_postgresql(trigger: Trigger) -> list[str]:
    if trigger.sums:
        body = "; ".join(trigger.sums)
    else:
        body = (
            f"IF {trigger.refuses} THEN RAISE EXCEPTION '{trigger.message}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF"
        )
    function = (
        f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {body}; RETURN NULL; END $$"
    )
    made = (
        f"CREATE TRIGGER {trigger.name} AFTER {trigger.event} ON {trigger.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {trigger.name}()"
    )
    return [function, made]


CLOSE = {
    "sqlite": [for_sqlite(each) for each in TRIGGERS],
    "postgresql": [line for each in TRIGGERS for line in for_postgresql(each)],
}
OPEN = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {each.name}" for each in TRIGGERS],
    "postgresql": [f"DROP TRIGGER IF EXISTS {each.name} ON {each.table}" for each in TRIGGERS],
}


def close(connection) -> None:
    """Let the money of projects add up."""
    carry_out(OPEN, connection)
    carry_out(CLOSE, connection)


def close_after_migration(*, using, **_signal) -> None:
    connection = connections[using]
    if STEP in connection.introspection.table_names():
        close(connection)


@contextmanager
def opened(connection) -> Iterator[None]:
    """Let sums be set by hand: for tests and for whoever mends a database."""
    carry_out(OPEN, connection)
    try:
        yield
    finally:
        close(connection)
