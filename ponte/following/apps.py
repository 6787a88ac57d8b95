from django.apps import AppConfig

from ponte.core import nightly


class FollowingConfig(AppConfig):
    name = "ponte.following"
    label = "following"

    def ready(self):
        from ponte import notifications  # noqa: PLC0415 (needs the models)
        from ponte.following import news  # noqa: PLC0415

        notifications.register(news.NEWS)

        @nightly.register("following")
        def tell_news() -> str:
            return f"{news.tell()} members were told what is new about what they follow."
