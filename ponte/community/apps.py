from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "ponte.community"
    label = "community"
