from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate


class LibraryConfig(AppConfig):
    name = "ponte.library"
    label = "library"

    def ready(self):
        post_migrate.connect(make_section, sender=self)


def make_section(apps=installed, **_signal):
    """Make the place of its pages, once every table is there."""
    from ponte.editorial import tree  # noqa: PLC0415 (needs the models)
    from ponte.library.models import SolutionSection  # noqa: PLC0415

    try:
        apps.get_model("library", "SolutionSection")
    except LookupError:
        return
    tree.section(SolutionSection, slug="solutions", title="Policy solutions")
