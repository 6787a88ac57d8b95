from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NewsletterConfig(AppConfig):
    name = "ponte.newsletter"
    label = "newsletter"

    def ready(self):
        from ponte.newsletter import triggers  # noqa: PLC0415 (needs the models)

        post_migrate.connect(
            triggers.CONSENTS.close_after_migration, sender=self, dispatch_uid="close-consents"
        )
