from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps

from ponte.search.outbox import watch
from ponte.search.registry import kinds


class SearchConfig(AppConfig):
    name = "ponte.search"
    label = "search"

    def ready(self):
        """Let every app say what it offers to search, and note each change of that."""
        for app in apps.get_app_configs():
            # wagtail.search and modelsearch are engines of their own, not declarations;
            # an app without models has nothing to declare.
            ours = app.name.startswith("ponte.") and app is not self
            if ours and app.models_module and find_spec(f"{app.name}.search"):
                import_module(f"{app.name}.search")
        for kind in kinds.values():
            watch(kind)
        import_module("ponte.search.tidying")
