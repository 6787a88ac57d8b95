from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "ponte.demo"
    label = "demo"

    def ready(self):
        from ponte.demo import accounts  # noqa: F401, PLC0415 (it listens)
