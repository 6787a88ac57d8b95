from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "ponte.dashboard"
    label = "dashboard"
