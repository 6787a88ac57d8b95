from django import forms
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from ponte.community.admin import MergeForm, OrganisationAdminForm, RoleGrantForm, SettleForm
from ponte.community.merging import ChangedMeanwhile
from ponte.community.models import Member, Organisation, Report, RoleGrant
from ponte.core.bulk import WholeListing
from ponte.core.choosing import SnippetChooser, allowed
from ponte.core.listing import ListView
from ponte.core.permissions import DeleteUnusedOnly

MOST_COMPARED = 5


class MemberSearchForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Name or e-mail address"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
    )

    def filter(self, objects):
        words = self.cleaned_data["q"].split()
        self.search_query, self.is_searching = self.cleaned_data["q"], bool(words)
        for word in words:
            objects = objects.filter(
                Q(first_name__icontains=word)
                | Q(last_name__icontains=word)
                | Q(email__icontains=word)
            )
        return objects


class Choosable:
    filter_form_class = MemberSearchForm
    ordering = ["last_name", "first_name", "email"]

    @property
    def columns(self):
        return [*super().columns, Column("email", _("E-mail address"))]


class MemberChooseView(Choosable, ChooseView):
    pass


class MemberChooseResultsView(Choosable, ChooseResultsView):
    pass


class MemberChooserViewSet(ChooserViewSet):
    model = Member
    icon = "user"
    choose_one_text = _("Choose a member")
    choose_another_text = _("Choose another member")
    edit_item_text = _("Edit this member")
    choose_view_class = MemberChooseView
    choose_results_view_class = MemberChooseResultsView

    def construct_view(self, view_class, **kwargs):
        return allowed(super().construct_view(view_class, **kwargs), may_choose_members)


def may_choose_members(user):
    """Who gives roles, or sees who has one."""
    return user.has_perm("community.view_rolegrant")


@hooks.register("register_admin_viewset")
def register_member_chooser():
    return MemberChooserViewSet("member_chooser", url_prefix="choose-member")


class NeverDeleted(ModelPermissionPolicy):
    """What was done stays on record: a role ends, a report is settled."""

    def user_has_permission(self, user, action):
        return action != "delete" and super().user_has_permission(user, action)


class MadeByMembers(NeverDeleted):
    def user_has_permission(self, user, action):
        return action != "add" and super().user_has_permission(user, action)


class DeleteUnusedOrganisations(DeleteUnusedOnly):
    parts = ("merged",)


register_permission_policy(Organisation, DeleteUnusedOrganisations(Organisation))
register_permission_policy(RoleGrant, NeverDeleted(RoleGrant))
register_permission_policy(Report, MadeByMembers(Report))


def panel(heading, *names):
    return MultiFieldPanel([FieldPanel(name) for name in names], heading)


class OrganisationFilterSet(WagtailFilterSet):
    class Meta:
        model = Organisation
        fields = ["type", "legal_status"]


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    index_view_class = ListView
    chooser_viewset_class = SnippetChooser
    export_filename = "organisations"
    icon = "home"
    base_url_path = "organisations"
    list_display = ["name_en", "name_original", "type", "region", "city", UpdatedAtColumn()]
    filterset_class = OrganisationFilterSet
    search_fields = ["name_en", "name_original", "abbreviation", "city"]
    search_backend_name = None
    ordering = ["name_en"]
    list_export = ["slug", "name_en", "name_original", "type", "legal_status", "region", "city"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            panel(
                _("What it is"),
                *("name_en", "name_original", "abbreviation", "department", "type"),
                "legal_status",
            ),
            panel(
                _("Where it is"),
                *("region", "city", "postcode", "street", "house_number", "homepage"),
            ),
            panel(_("Numbers"), "pic", "vat", "other_id", "other_id_description"),
            panel(
                _("Contact, for members only"),
                *("contact_title", "contact_name", "contact_email", "contact_phone"),
            ),
        ],
        base_form_class=OrganisationAdminForm,
    )

    def get_queryset(self, request):
        return Organisation.objects.select_related("region")


class MergeOrganisations(WholeListing, SnippetBulkAction):
    """Several records of one body become one: first compared side by side, then confirmed."""

    models = [Organisation]
    template_name = "organisations/merge.html"
    form_class = MergeForm
    display_name = _("Merge")
    aria_label = _("Merge the selected organisations")
    action_type = "merge"
    action_priority = 20
    merged: Organisation | None = None

    def check_perm(self, organisation):
        return self.permission_policy.user_has_permission_for_instance(
            self.request.user, "change", organisation
        )

    @cached_property
    def chosen(self):
        return self.get_actionable_objects()[0]

    def get_form(self, form_class=None):
        """No form unless a comparison fits on a page."""
        if not 2 <= len(self.chosen) <= MOST_COMPARED:
            return None
        return MergeForm(**self.get_form_kwargs(), organisations=self.chosen)

    def post(self, request, *args, **kwargs):
        return super().post(request) if self.get_form() else self.get(request)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs, question=self.display_name, most=MOST_COMPARED, chosen=self.chosen
        )

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ChangedMeanwhile as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)

    @classmethod
    def execute_action(cls, objects, *, self, **_kwargs):
        self.merged = self.cleaned_form.merge(by=self.request.user)
        log(self.merged, "wagtail.edit", user=self.request.user)
        return len(objects), 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        text = ngettext(
            "%(count)d record is “%(name)s” now.",
            "%(count)d records are “%(name)s” now.",
            num_parent_objects,
        )
        return text % {"count": num_parent_objects, "name": self.merged}


class RoleGrantViewSet(SnippetViewSet):
    model = RoleGrant
    chooser_viewset_class = SnippetChooser
    menu_label = _("Roles")
    icon = "key"
    base_url_path = "roles"
    list_display = ["member", "role", "country", "granted_at", "granted_by", "ended_at"]
    list_filter = ["role"]
    search_fields = ["member__first_name", "member__last_name", "member__email"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("member"),
            FieldPanel("role"),
            FieldPanel("topics"),
            FieldPanel("country"),
            FieldPanel("ends"),
        ],
        base_form_class=RoleGrantForm,
    )

    def get_queryset(self, request):
        return RoleGrant.objects.select_related("member", "granted_by")


class ReportViewSet(SnippetViewSet):
    model = Report
    chooser_viewset_class = SnippetChooser
    icon = "warning"
    base_url_path = "reports"
    list_display = ["label", "reason", "reporter", "created_at", "settled_at"]
    list_filter = ["reason"]
    search_fields = ["label", "text"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("label", read_only=True),
            FieldPanel("url", read_only=True),
            FieldPanel("reason", read_only=True),
            FieldPanel("text", read_only=True),
            FieldPanel("reporter", read_only=True),
            FieldPanel("outcome"),
        ],
        base_form_class=SettleForm,
    )

    def get_queryset(self, request):
        return Report.objects.select_related("reporter")


class CommunityGroup(SnippetViewSetGroup):
    menu_label = _("Community")
    menu_icon = "group"
    menu_order = 125
    add_to_admin_menu = True
    items = (OrganisationViewSet, RoleGrantViewSet, ReportViewSet)


register_snippet(CommunityGroup)
hooks.register("register_bulk_action", MergeOrganisations)
