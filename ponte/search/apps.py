from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "ponte.search"
    label = "search"
