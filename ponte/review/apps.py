from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "ponte.review"
    label = "review"

    def ready(self):
        from ponte.review import due, notices, receivers, reminders  # noqa: F401, PLC0415

        notices.register()
