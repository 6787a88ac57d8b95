from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate


class NewsConfig(AppConfig):
    name = "ponte.news"
    label = "news"

    def ready(self):
        post_migrate.connect(make_section, sender=self)


def make_section(apps=installed, **_signal):
    """Make the place of its pages, once every table is there."""
    from ponte.editorial import tree  # noqa: PLC0415 (needs the models)
    from ponte.news.models import NewsSection  # noqa: PLC0415

    try:
        apps.get_model("news", "NewsSection")
    except LookupError:
        return
    tree.section(NewsSection, slug="news", title="News")
