from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "ponte.transfers"
    label = "transfers"
