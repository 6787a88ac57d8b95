"""Rubrics in the back office: frozen once used, then changed by a new version."""

from functools import cached_property

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import CopyView, EditView, InspectView, SnippetViewSet

from ponte.assessment import actions
from ponte.assessment.models import Rubric, RubricIsFrozen, refuse_when_frozen
from ponte.assessment.specification import CriterionSpec, Fault, RubricSpec, faults
from ponte.core.choosing import SnippetChooser
from ponte.core.listing import ListView
from ponte.core.permissions import DeleteUnusedOnly

NEW_VERSION = _("Make a new version")


class RubricPolicy(DeleteUnusedOnly):
    """A rubric's criteria go with it. Its only version stays, because settings name it."""

    def protects(self, instance) -> bool:
        others = Rubric.objects.filter(slug=instance.slug).exclude(pk=instance.pk)
        return instance.is_used or not others.exists()


class RubricForm(WagtailAdminModelForm):
    """A rubric with criteria and anchors. One that has a slug, but is not stored, becomes the
    next version of that name."""

    def clean_name(self):
        name = self.cleaned_data["name"]
        if not self.instance.slug and Rubric.objects.filter(slug=slug_of(name)).exists():
            raise ValidationError(
                _("There is a rubric of this name: open it and make a new version.")
            )
        return name

    def is_valid(self):
        if not super().is_valid():
            return False
        found = list(faults(self.specification))
        for fault in found:
            self.tell(fault)
        return not found

    def tell(self, fault: Fault) -> None:
        match fault.place:
            case ("criteria", at, "anchors", number, name):
                self.criteria[at][1][number].add_error(name, fault.text)
            case ("criteria", at, name):
                self.criteria[at][0].add_error(name, fault.text)
            case place:
                self.add_error(place[0] if place else None, fault.text)

    @cached_property
    def criteria(self) -> list[tuple]:
        """Of each criterion its form and those of its anchors."""
        return [
            (form, filled(form.formsets["anchors"].forms))
            for form in filled(self.formsets["criteria"].ordered_forms)
        ]

    @property
    def specification(self) -> RubricSpec:
        words = {name: self.cleaned_data[name] for name in Rubric.WORDS}
        return RubricSpec(
            slug=self.instance.slug or slug_of(words["name"]),
            criteria=tuple(criterion_of(*forms) for forms in self.criteria),
            **words,
        )

    def save(self, commit=True):  # noqa: FBT002 - Django's signature
        if commit and self.instance.pk:
            self.instance = actions.write(self.instance, self.specification)
        elif commit:
            self.instance = actions.add_version(self.specification)
        return self.instance


def slug_of(name: str) -> str:
    return slugify(anyascii(name))[:40].strip("-") or "unnamed"


def filled(forms) -> list:
    """Those that stay and say something."""
    return [form for form in forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]


def criterion_of(form, anchors) -> CriterionSpec:
    values = form.cleaned_data
    return CriterionSpec(
        slug=slug_of(values["name"]),
        anchors=tuple(
            sorted((each.cleaned_data["value"], each.cleaned_data["text"]) for each in anchors)
        ),
        **{name: values[name] for name in ("name", "question", "about", "kind", "weight")},
    )


class RubricListView(ListView):
    """A rubric in use is looked at and gets new versions, others are edited."""

    def get_edit_url(self, instance):
        return None if instance.in_use else super().get_edit_url(instance)

    def get_copy_url(self, instance):
        return super().get_copy_url(instance) if instance.in_use else None

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        for button in buttons:
            if button.icon_name == "copy":
                button.label = NEW_VERSION
        return buttons


class RubricEditView(EditView):
    """Leads away from a rubric in use, also when it came into use meanwhile."""

    def dispatch(self, request, *args, **kwargs):
        try:
            refuse_when_frozen(self.get_object())
            return super().dispatch(request, *args, **kwargs)
        except RubricIsFrozen:
            text = _("Somebody judges by this rubric: it stays as it is. Make a new version.")
            messages.warning(request, text)
            return redirect(self.inspect_url_name, self.object_pk)

    def get_copy_url(self):
        return None


class RubricInspectView(InspectView):
    template_name = "assessment/rubric.html"
    copy_url_name = None

    @cached_property
    def header_more_buttons(self):
        return [] if self.object.is_used else super().header_more_buttons

    @cached_property
    def header_buttons(self):
        if not (self.object.is_used and self.user_has_permission("add")):
            return []
        url = reverse(self.copy_url_name, args=[self.object.pk])
        return [HeaderButton(NEW_VERSION, url=url, icon_name="copy")]

    def get_edit_url(self):
        return None if self.object.is_used else super().get_edit_url()


class NewVersionView(CopyView):
    """The form of a new rubric, filled in with what the present version says."""

    def get_initial_form_instance(self):
        return self.get_object().copy_cluster(exclude_fields=["id"])[0]

    def get_page_subtitle(self):
        return _("%(rubric)s, next version") % {"rubric": self.get_object().label}

    def get_add_url(self):
        return self.request.path


CRITERION = [
    FieldPanel("name"),
    FieldPanel("question", widget=AdminAutoHeightTextInput),
    FieldRowPanel([FieldPanel("about"), FieldPanel("kind"), FieldPanel("weight")]),
    InlinePanel(
        "anchors",
        panels=[
            FieldRowPanel(
                [
                    FieldPanel("value", classname="col3"),
                    FieldPanel("text", classname="col9", widget=AdminAutoHeightTextInput),
                ]
            )
        ],
        label=_("anchor"),
        heading=_("What the scores mean"),
        help_text=_("0 and 1 for a criterion that must be met."),
    ),
]


class RubricViewSet(SnippetViewSet):
    model = Rubric
    index_view_class = RubricListView
    chooser_viewset_class = SnippetChooser
    edit_view_class = RubricEditView
    inspect_view_class = RubricInspectView
    copy_view_class = NewVersionView
    export_filename = "rubrics"
    icon = "list-ol"
    base_url_path = "rubrics"
    menu_order = 115
    add_to_admin_menu = True
    list_display = ["__str__", "slug", BooleanColumn("in_use", label=_("Frozen"))]
    search_fields = ["name", "slug"]
    search_backend_name = None
    ordering = ["slug", "-version"]
    list_export = ["slug", "version", "name", "lowest", "highest", "threshold", "floor"]
    inspect_view_enabled = True
    inspect_template_name = RubricInspectView.template_name
    edit_handler = ObjectList(
        [
            HelpPanel(_("In force as soon as it is saved; frozen once somebody judges by it.")),
            FieldPanel("name"),
            FieldPanel("description", widget=AdminAutoHeightTextInput),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("lowest"), FieldPanel("highest")]),
                    FieldRowPanel([FieldPanel("threshold"), FieldPanel("floor")]),
                ],
                _("Scale"),
            ),
            InlinePanel(
                "criteria",
                panels=CRITERION,
                label=_("criterion"),
                heading=_("Criteria"),
                min_num=1,
            ),
        ],
        base_form_class=RubricForm,
    )

    def get_queryset(self, request):
        return Rubric.objects.with_use()
