from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlansConfig(AppConfig):
    name = "ponte.plans"
    label = "plans"

    def ready(self):
        from ponte.plans import due, notices, triggers  # noqa: F401, PLC0415

        notices.register()
        for each in triggers.GUARDS:
            post_migrate.connect(
                each.close_after_migration, sender=self, dispatch_uid=f"close-{each.table}"
            )
