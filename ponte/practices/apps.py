from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "ponte.practices"
    label = "practices"
