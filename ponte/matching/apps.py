from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "ponte.matching"
    label = "matching"

    def ready(self):
        from ponte.matching import following, personal, wording  # noqa: F401, PLC0415
