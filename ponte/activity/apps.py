from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "ponte.activity"
    label = "activity"
