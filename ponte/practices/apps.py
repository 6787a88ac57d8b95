from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PracticesConfig(AppConfig):
    name = "ponte.practices"
    label = "practices"

    def ready(self):
        from ponte.practices.files import keeping  # noqa: F401, PLC0415
        from ponte.practices.judging import following  # noqa: F401, PLC0415 (needs the models)
        from ponte.practices.submission import following as on_its_way  # noqa: F401, PLC0415
        from ponte.practices.triggers import close_after_migration  # noqa: PLC0415

        post_migrate.connect(close_after_migration, sender=self)
