from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "ponte.review"
    label = "review"
