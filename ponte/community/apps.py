from importlib import import_module

from django.apps import AppConfig
from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.core.management import call_command
from django.db.models.signals import post_migrate


class CommunityConfig(AppConfig):
    name = "ponte.community"
    label = "community"

    def ready(self):
        import_module("ponte.community.notices")
        import_module("ponte.community.due")
        import_module("ponte.community.groups")
        post_migrate.connect(make_cache_table, sender=self)
        post_migrate.connect(make_groups, sender=self)


def make_cache_table(using, **kwargs):
    """Make the table of the cache, in which sign-ins are counted, unless it is there."""
    call_command("createcachetable", database=using, verbosity=0)


def make_groups(apps=installed, **kwargs):
    """Put the rights of roles in the back office in order, once every table is there."""
    from ponte.community import groups  # noqa: PLC0415

    try:
        apps.get_model("wagtailcore", "GroupCollectionPermission")
        apps.get_model("community", "RoleGrant")
    except LookupError:
        return
    # Their own turn may come later.
    for app in installed.get_app_configs():
        create_permissions(app, verbosity=0)
    groups.make_groups()
