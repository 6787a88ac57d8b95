from django import forms
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from ponte.core.choosing import SnippetChooser
from ponte.core.listing import ListView
from ponte.core.permissions import ReadOnly
from ponte.newsletter.models import Consent, Issue, Subscriber, Suppression


class DraftsOnly(ModelPermissionPolicy):
    """What was scheduled or sent stays as it is."""

    def user_has_permission_for_instance(self, user, action, instance):
        if action in ("change", "delete") and not instance.is_draft:
            return False
        return super().user_has_permission_for_instance(user, action, instance)


register_permission_policy(Issue, DraftsOnly(Issue))
register_permission_policy(Subscriber, ReadOnly(Subscriber))
register_permission_policy(Consent, ReadOnly(Consent))


class IssueForm(WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES


class IssueFilterSet(WagtailFilterSet):
    class Meta:
        model = Issue
        fields = ["state", "language"]


class IssueEditView(EditView):
    """Leads to the desk of an issue that is no draft any more."""

    def dispatch(self, request, *args, **kwargs):
        issue = self.get_object()
        if not issue.is_draft:
            messages.warning(request, _("What is scheduled or sent stays as it is."))
            return redirect("newsletter:desk", pk=issue.pk)
        return super().dispatch(request, *args, **kwargs)


class IssueViewSet(SnippetViewSet):
    """Issues are written here, and looked at, tried and sent at their desk."""

    model = Issue
    index_view_class = ListView
    chooser_viewset_class = SnippetChooser
    edit_view_class = IssueEditView
    export_filename = "newsletters"
    icon = "mail"
    menu_label = _("Newsletter")
    base_url_path = "newsletters"
    menu_order = 130
    add_to_admin_menu = True
    list_display = [
        TitleColumn(
            "subject",
            label=_("Subject"),
            sort_key="subject",
            get_url=lambda issue: reverse("newsletter:desk", args=[issue.pk]),
        ),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("language", label=_("Language"), accessor="get_language_display"),
        DateColumn("started_at", label=_("Sent"), sort_key="started_at"),
    ]
    filterset_class = IssueFilterSet
    search_fields = ["subject", "introduction"]
    search_backend_name = None
    list_export = ["pk", "subject", "state", "language", "started_at", "finished_at"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("subject"), FieldPanel("preview"), FieldPanel("introduction")],
                _("What it says"),
            ),
            FieldRowPanel(
                [FieldPanel("language"), FieldPanel("topics", widget=forms.CheckboxSelectMultiple)],
                _("Who gets it"),
            ),
            InlinePanel(
                "sections",
                [FieldPanel("heading"), FieldPanel("text"), FieldPanel("items")],
                heading=_("Sections"),
                label=_("Section"),
            ),
        ],
        base_form_class=IssueForm,
    )


class SubscriberFilterSet(WagtailFilterSet):
    class Meta:
        model = Subscriber
        fields = ["language", "topics"]


class SubscriberViewSet(SnippetViewSet):
    model = Subscriber
    index_view_class = ListView
    chooser_viewset_class = SnippetChooser
    export_filename = "subscribers"
    icon = "group"
    base_url_path = "subscribers"
    list_display = ["email", "language", DateColumn("confirmed_at"), "bounces"]
    list_export = ["email", "language", "confirmed_at", "bounces"]
    filterset_class = SubscriberFilterSet
    search_fields = ["email"]
    search_backend_name = None
    copy_view_enabled = False


class ConsentViewSet(SnippetViewSet):
    model = Consent
    index_view_class = ListView
    chooser_viewset_class = SnippetChooser
    icon = "history"
    base_url_path = "consents"
    list_display = ["subject", "act", "language", "topics", DateColumn("at")]
    list_export = ["subject", "act", "language", "topics", "wording", "at"]
    list_filter = ["act"]
    search_fields = ["subject"]
    search_backend_name = None
    copy_view_enabled = False


class SuppressionViewSet(SnippetViewSet):
    """To delete one lets its owner ask again."""

    model = Suppression
    index_view_class = ListView
    chooser_viewset_class = SnippetChooser
    icon = "no-view"
    base_url_path = "suppressions"
    list_display = ["subject", "reason", DateColumn("at")]
    list_export = ["subject", "reason", "at"]
    list_filter = ["reason"]
    search_fields = ["subject"]
    search_backend_name = None
    copy_view_enabled = False


for viewset in (IssueViewSet, SubscriberViewSet, ConsentViewSet, SuppressionViewSet):
    register_snippet(viewset)
