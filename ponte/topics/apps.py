from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate


def load_if_missing(*, using, apps=installed, **_signal):
    """Create missing topics. Called after each migration."""
    from ponte.topics import loading  # noqa: PLC0415

    try:
        model = apps.get_model("topics", "Topic")
    except LookupError:
        return
    if model.objects.using(using).count() < loading.count():
        loading.load(model, using=using)


class TopicsConfig(AppConfig):
    name = "ponte.topics"
    label = "topics"

    def ready(self):
        post_migrate.connect(load_if_missing, sender=self)
