from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProjectsConfig(AppConfig):
    name = "ponte.projects"
    label = "projects"

    def ready(self):
        from ponte.core import nightly  # noqa: PLC0415
        from ponte.projects import notices, partnership  # noqa: F401, PLC0415 (need the models)
        from ponte.projects.actions import end_lapsed  # noqa: PLC0415
        from ponte.projects.triggers import close_after_migration  # noqa: PLC0415

        notices.register()
        nightly.register("project-invitations")(lambda: f"{end_lapsed()} lapsed")
        post_migrate.connect(close_after_migration, sender=self)
