from importlib import import_module

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class CommunityConfig(AppConfig):
    name = "ponte.community"
    label = "community"

    def ready(self):
        import_module("ponte.community.notices")
        post_migrate.connect(make_cache_table, sender=self)


def make_cache_table(using, **kwargs):
    """Make the table of the cache, in which sign-ins are counted, unless it is there."""
    call_command("createcachetable", database=using, verbosity=0)
