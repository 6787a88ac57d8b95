from django.apps import AppConfig

from ponte.core import nightly


class NotificationsConfig(AppConfig):
    name = "ponte.notifications"
    label = "notifications"

    def ready(self):
        from ponte.notifications import digests  # noqa: PLC0415 (needs the models)

        @nightly.register("digests")
        def send_digests() -> str:
            return f"{digests.send_digests()} digests are on their way."
