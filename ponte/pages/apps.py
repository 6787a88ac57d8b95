from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "ponte.pages"
    label = "pages"
