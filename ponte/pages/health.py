"""Whether this installation can do its work."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from ponte import search


def report() -> dict[str, dict]:
    """One entry per part: `ok` and what there is to say about it."""
    return {"database": database(), "migrations": migrations(), "search": search_index()}


def database() -> dict:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return {"ok": False, "detail": type(error).__name__}
    return {"ok": True}


def migrations() -> dict:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return {"ok": False, "detail": type(error).__name__}
    return {"ok": not waiting, "waiting": len(waiting)}


def search_index() -> dict:
    try:
        health = search.health()
    except DatabaseError as error:
        return {"ok": False, "detail": type(error).__name__}
    return {
        "ok": health.ok,
        "documents": health.documents,
        "waiting": health.waiting,
        "detail": health.detail,
    }
