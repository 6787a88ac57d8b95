from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "ponte.surveys"
    label = "surveys"

    def ready(self):
        from ponte.surveys import keeping  # noqa: F401, PLC0415 (registers by being imported)
