from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProjectsConfig(AppConfig):
    name = "ponte.projects"
    label = "projects"

    def ready(self):
        from ponte.projects.triggers import close_after_migration  # noqa: PLC0415

        post_migrate.connect(close_after_migration, sender=self)
