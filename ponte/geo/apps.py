from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "ponte.geo"
    label = "geo"
