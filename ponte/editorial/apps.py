from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate


class EditorialConfig(AppConfig):
    name = "ponte.editorial"
    label = "editorial"

    def ready(self):
        post_migrate.connect(make_workflow, sender=self)


def make_workflow(apps=installed, **_signal):
    """Let what writers hand in be looked at by those who publish, once every table is there."""
    from ponte.editorial import tree  # noqa: PLC0415 (needs the models)

    try:
        apps.get_model("editorial", "ReasonedApproval")
    except LookupError:
        return
    tree.make_workflow()
