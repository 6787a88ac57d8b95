from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "ponte.bench"
    label = "bench"
