from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "ponte.notifications"
    label = "notifications"
