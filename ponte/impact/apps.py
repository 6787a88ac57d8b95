from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ImpactConfig(AppConfig):
    name = "ponte.impact"
    label = "impact"

    def ready(self):
        from ponte.impact import due, following, notices  # noqa: F401, PLC0415 (needs the models)
        from ponte.impact.triggers import close_after_migration  # noqa: PLC0415

        notices.register()
        post_migrate.connect(close_after_migration, sender=self)
