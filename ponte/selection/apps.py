from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "ponte.selection"
    label = "selection"

    def ready(self):
        from ponte.selection import due, notices, receivers, reminders  # noqa: F401, PLC0415

        notices.register()
