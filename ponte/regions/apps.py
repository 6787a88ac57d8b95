from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate


def load_if_missing(*, using, apps=installed, **_signal):
    """Load the regions unless they are all there. Called after each migration.

    A changed name or outline does not show in the number of rows: `ponte load_regions`
    brings everything up to date.
    """
    # Imported here: the geometry libraries are slow to load and needed only now.
    from ponte.regions import loading, nuts  # noqa: PLC0415

    try:
        model = apps.get_model("regions", "Region")
    except LookupError:
        return
    if model.objects.using(using).count() < nuts.count():
        loading.load(model, using=using)


class RegionsConfig(AppConfig):
    name = "ponte.regions"
    label = "regions"

    def ready(self):
        post_migrate.connect(load_if_missing, sender=self)
