"""The dialogs of the back office in which one record is chosen among all."""

from django.core.exceptions import PermissionDenied
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import SnippetChooserViewSet


def allowed(view, may_choose):
    """`view`, for users of whom `may_choose` is true."""

    def guarded(request, *args, **kwargs):
        if not may_choose(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class SnippetChooser(SnippetChooserViewSet):
    """Only who has a right over the records may look through them."""

    def construct_view(self, view_class, **kwargs):
        return allowed(super().construct_view(view_class, **kwargs), self.may_choose)

    def may_choose(self, user):
        policy = policy_registry.get_by_type(self.model)
        return policy.user_has_any_permission(user, ["view", "add", "change", "delete"])
