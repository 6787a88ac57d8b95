from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "ponte.demo"
    label = "demo"
