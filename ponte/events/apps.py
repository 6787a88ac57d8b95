from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EventsConfig(AppConfig):
    name = "ponte.events"
    label = "events"

    def ready(self):
        from ponte.events import due, jobs, receivers, wording  # noqa: F401, PLC0415
        from ponte.events.triggers import install_after_migration  # noqa: PLC0415

        post_migrate.connect(install_after_migration, sender=self)
