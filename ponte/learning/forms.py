"""What people fill in about activities, who took part, and what was learned."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ponte.core.files.fields import DocumentField
from ponte.learning.models import Activity, Lesson, Participant, Participation, RegionalAnalysis
from ponte.learning.places import place_of
from ponte.practices.models import Practice
from ponte.projects.rules import is_web_admin
from ponte.regions.forms import RegionField


def capitalised(form):
    for field in form.fields.values():
        field.label = capfirst(field.label)


def day_field(**options):
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(required=False, widget=widget, **options)


class ActivityForm(forms.ModelForm):
    start = day_field(label=_("First day"))
    end = day_field(label=_("Last day"), help_text=_("Only if it lasts longer than a day."))
    host_region = RegionField(
        label=_("Host region"), required=False, help_text=_("A name or a code, as in ES51.")
    )
    practices = forms.ModelMultipleChoiceField(
        label=_("Practices presented"),
        queryset=Practice.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Activity
        fields = (
            "kind", "title", "theme", "start", "end", "mode", "place", "host_region", "agenda",
            "practices", "attendance", "minutes",
        )  # fmt: skip
        help_texts = {
            "attendance": _("For example: 19 representatives of partners."),
            "minutes": _("Only people of the project and the secretariat read them."),
            "agenda": _("“- ” begins an item of a list."),
        }

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.project = project
        found = Practice.objects.filter(project=project, revision_of=None)
        hidden = [Practice.State.DRAFT, Practice.State.DECLINED, Practice.State.ARCHIVED]
        self.fields["practices"].queryset = found.exclude(state__in=hidden).order_by("title")
        capitalised(self)


class ParticipantForm(forms.ModelForm):
    region = RegionField(
        label=_("Region"), required=False, help_text=_("A name or a code, as in ES51.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Participation.Role.choices)

    class Meta:
        model = Participant
        fields = ("name", "organisation", "region")
        help_texts = {
            "name": _("Who is written the same way, with the same organisation, is one person.")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        capitalised(self)

    def clean(self):
        values = super().clean()
        if not Participant.key_of(values.get("name", ""), values.get("organisation", "")).strip(
            "|"
        ):
            raise ValidationError(_("Give a name and an organisation."))
        return values


class PresentationForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    speaker = forms.CharField(label=_("By"), max_length=150, required=False)
    file = DocumentField(label=_("File"), help_text=_("Everybody may take it along."))

    def clean_file(self):
        if self.cleaned_data["file"] is None:
            raise ValidationError(_("Choose a file."))
        return self.cleaned_data["file"]


class LessonForm(forms.ModelForm):
    """A lesson of one's own region; who runs the project may write one for each."""

    class Meta:
        model = Lesson
        fields = ("region", "practice", "text", "policy_instrument", "instrument")
        help_texts = {
            "policy_instrument": _("One that a partner of the project addresses."),
            "instrument": _("The programme, law or strategy that could take it up, or its part."),
        }

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        project = self.instance.activity.project
        regions = project.regions.all()
        own = place_of(member, project, list(regions))
        if not is_web_admin.test(member, project):
            regions = regions.filter(pk=own and own.pk)
        self.fields["region"].queryset = regions
        self.fields["region"].empty_label = None
        self.fields["region"].label_from_instance = lambda region: region.label
        if own and self.instance.pk is None:
            self.initial["region"] = own.pk
        self.fields["practice"].queryset = self.instance.activity.practices.all()
        self.fields["practice"].empty_label = _("the whole activity")
        self.fields["practice"].label = _("of which practice")
        self.offer_instruments(project)
        capitalised(self)

    def offer_instruments(self, project):
        """Those that the partners address, and the one that is named already."""
        field = self.fields["policy_instrument"]
        addressed = Q(project_partners__project=project)
        named = Q(pk=self.instance.policy_instrument_id)
        field.queryset = field.queryset.filter(addressed | named).for_list().distinct()
        field.empty_label = _("none of these")
        field.label_from_instance = lambda each: f"{each.name_en} ({each.territory.label})"


class AnalysisForm(forms.ModelForm):
    class Meta:
        model = RegionalAnalysis
        fields = RegionalAnalysis.PARTS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        capitalised(self)
