from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "ponte.assessment"
    label = "assessment"
