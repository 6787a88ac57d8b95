from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "ponte.matching"
    label = "matching"
