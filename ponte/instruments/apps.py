from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "ponte.instruments"
    label = "instruments"
