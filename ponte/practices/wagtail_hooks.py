from wagtail import hooks
from wagtail.snippets.models import register_snippet

from ponte.practices.admin import ArchivePractices, PracticeViewSet, PublishPractices

register_snippet(PracticeViewSet)
hooks.register("register_bulk_action", PublishPractices)
hooks.register("register_bulk_action", ArchivePractices)
