from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from ponte.community.models import Member


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


@hooks.register("register_admin_viewset")
def register_member_chooser():
    return MemberChooserViewSet("member_chooser", url_prefix="choose-member")
