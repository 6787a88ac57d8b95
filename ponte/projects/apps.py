from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "ponte.projects"
    label = "projects"
