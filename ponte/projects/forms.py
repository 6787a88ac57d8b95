"""Forms for projects, their pages and their people."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from ponte.core.lines import LinesField
from ponte.projects.models import Invitation, Project, ProjectPartner
from ponte.projects.phases import Phases
from ponte.regions.forms import RegionCodesField
from ponte.topics.forms import TopicsField

LEAD = ProjectPartner.Role.LEAD


class ProjectForm(WagtailAdminModelForm):
    topics = TopicsField(label=_("Topics"), required=False)
    themes = LinesField(
        label=_("Themes"), required=False, help_text=_("The project's own themes, one per line.")
    )
    regions = RegionCodesField(
        label=_("Regions taking part"),
        required=False,
        help_text=_("Codes with commas between them: ITI1, ES51, SI."),
    )

    def is_valid(self):
        """The partners are looked at together: no two of them lead."""
        valid = super().is_valid()
        for form in self.leading()[1:]:
            form.add_error("role", _("A project has one lead partner."))
            valid = False
        return valid

    def leading(self):
        return [
            form
            for form in self.formsets["partners"].forms
            if getattr(form, "cleaned_data", {}).get("role") == LEAD
            if not form.cleaned_data.get("DELETE")
        ]

    def save(self, commit=True):  # noqa: FBT002 - Django's signature
        # Partners are saved one after the other: the former lead steps back first.
        if commit and self.instance.pk:
            present = [form.instance.pk for form in self.leading()]
            former = ProjectPartner.objects.filter(project=self.instance, role=LEAD)
            former.exclude(pk__in=present).update(role=ProjectPartner.Role.PARTNER)
        return super().save(commit=commit)


def day_field(**options):
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(required=False, widget=widget, **options)


class ProjectPageForm(forms.ModelForm):
    """What the web admins of a project tell on its page."""

    start = day_field(label=_("First day"))
    end = day_field(label=_("Last day"))
    follow_up_from = day_field(
        label=_("Follow-up phase begins"),
        help_text=_("Until then is the core phase; empty where there is no follow-up."),
    )
    topics = TopicsField(label=_("Topics"), required=False)
    regions = RegionCodesField(
        label=_("Regions taking part"),
        required=False,
        help_text=_("Codes with commas between them: ITI1, ES51, SI."),
    )

    themes = LinesField(
        label=_("Themes"), required=False, help_text=_("The project's own themes, one per line.")
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Project
        fields = [
            "title", "summary", "objective", "issue_addressed", "start", "end", "follow_up_from",
            "themes", "topics", "regions", "website",
        ]  # fmt: skip
        widgets = {
            "summary": forms.Textarea({"rows": 10}),
            "objective": forms.Textarea({"rows": 4}),
            "issue_addressed": forms.Textarea({"rows": 6}),
        }

    def clean(self):
        """The semesters for which money is planned stay."""
        values = super().clean()
        phases = Phases(values.get("start"), values.get("end"), values.get("follow_up_from"))
        numbers = {semester.number for semester in phases.semesters if semester.number}
        planned = {step.semester for step in self.instance.spending_plan.all()}
        if planned - numbers and not {"start", "end"} & set(self.errors):
            self.add_error("end", _("Money is planned for later. Empty the spending plan first."))
        return values


class InvitationForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["email", "role"]

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.project = project
        self.fields["email"].required = True

    def clean(self):
        """Whoever has the role already, or is invited to it, is not invited again."""
        values = super().clean()
        email, role = values.get("email"), values.get("role")
        if not (email and role):
            return values
        here = self.project.project_members.filter(member__email__iexact=email, role=role)
        if here.exists():
            self.add_error("email", _("This person has this role in the project already."))
        elif self.project.invitations.open().filter(email__iexact=email, role=role).exists():
            self.add_error("email", _("This address is invited to this role already."))
        return values
