from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "ponte.learning"
    label = "learning"

    def ready(self):
        from ponte.learning import following, wording  # noqa: F401, PLC0415 (needs the models)
