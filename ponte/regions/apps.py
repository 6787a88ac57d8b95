from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "ponte.regions"
    label = "regions"
