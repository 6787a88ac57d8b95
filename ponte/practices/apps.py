from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "ponte.practices"
    label = "practices"

    def ready(self):
        from ponte.practices.judging import following  # noqa: F401, PLC0415 (needs the models)
        from ponte.practices.submission import following as on_its_way  # noqa: F401, PLC0415
