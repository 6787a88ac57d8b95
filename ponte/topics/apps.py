from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "ponte.topics"
    label = "topics"
