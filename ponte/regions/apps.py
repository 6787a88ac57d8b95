from django.apps import AppConfig
from django.apps import apps as installed
from django.core.exceptions import FieldDoesNotExist
from django.db.models.signals import post_migrate


def load_if_missing(*, using, apps=installed, **_signal):
    """Load the regions unless they are all there and classed. Called after each migration.

    A changed name or outline does not show in the number of rows: `ponte load_regions`
    brings everything up to date.
    """
    # Imported here: the geometry libraries are slow to load and needed only now.
    from ponte.regions import loading, nuts  # noqa: PLC0415

    try:
        model = apps.get_model("regions", "Region")
        model._meta.get_field("category")
    except (LookupError, FieldDoesNotExist):
        return  # migrated in part only
    complete = model.objects.using(using).count() >= nuts.count()
    if not complete or not loading.is_classed(model, using):
        loading.load(model, using=using)


class RegionsConfig(AppConfig):
    name = "ponte.regions"
    label = "regions"

    def ready(self):
        post_migrate.connect(load_if_missing, sender=self)
