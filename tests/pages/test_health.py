import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from ponte.pages import health


def test_healthy_site_answers_200(client, indexed):
    indexed()

    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == (
        "max-age=0, no-cache, no-store, must-revalidate, private"
    )
    assert {name: part["ok"] for name, part in response.json().items() if name != "ok"} == {
        "database": True,
        "migrations": True,
        "search": True,
    }


@pytest.mark.django_db
def test_waiting_migration_is_reported(client):
    MigrationRecorder.Migration.objects.filter(app="demo", name="0001_initial").delete()

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["migrations"] == {"ok": False, "waiting": 1}


@pytest.mark.django_db
def test_unreachable_database_is_reported(client):
    class Refuses:
        def __call__(self, execute, sql, params, many, context):
            raise OperationalError

    with connection.execute_wrapper(Refuses()):
        response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["database"] == {"ok": False, "detail": "OperationalError"}


def test_database_alone_is_well(db):
    assert health.database() == {"ok": True}
