from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate


def install_components(*, using, apps=installed, **_signal):
    """Install the shipped components, or their new version. Called after each migration."""
    from ponte.transfers import actions  # noqa: PLC0415 (needs the models)

    try:
        apps.get_model("transfers", "Framework")
    except LookupError:
        return
    if using == "default":
        actions.install_framework()


class TransfersConfig(AppConfig):
    name = "ponte.transfers"
    label = "transfers"

    def ready(self):
        from ponte.transfers import due, notices, receivers  # noqa: F401, PLC0415

        notices.register()
        post_migrate.connect(install_components, sender=self)
