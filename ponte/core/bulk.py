"""Actions on several records of a back office list at once."""

from wagtail.log_actions import log
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction


class WholeListing:
    """ "All in the listing" means what the list shows: its search and filters count."""

    def get_all_objects_in_listing_query(self, _parent_id):
        listing = self.model.snippet_viewset.index_view
        view = listing.view_class(**listing.view_initkwargs)
        view.setup(self.request)
        return view.get_queryset().values_list("pk", flat=True)


class DeleteRecords(WholeListing, DeleteBulkAction):
    """Wagtail's own, with an entry in the history for each record."""

    @classmethod
    def execute_action(cls, objects, user=None, **kwargs):
        for record in objects:
            log(record, "wagtail.delete", user=kwargs["self"].request.user, deleted=True)
        return super().execute_action(objects, user=user, **kwargs)
