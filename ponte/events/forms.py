"""What organisers fill in about events, and what people fill in to come."""

from datetime import UTC, datetime
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ponte.core.files.fields import DocumentField
from ponte.events.models import Event, Feedback, Question, Registration, Session
from ponte.events.registering import Arrival
from ponte.learning.models import Activity
from ponte.projects.models import Project, ProjectMember
from ponte.projects.rules import is_web_admin
from ponte.regions.forms import RegionField
from ponte.topics.models import Topic

ANSWER_LIMIT = 1000
ARRIVALS_LIMIT = 1000
RUNS = (ProjectMember.Role.WEB_ADMIN, ProjectMember.Role.LEAD_PARTNER)


def capitalised(form):
    for field in form.fields.values():
        field.label = capfirst(field.label)


def moment(**options):
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(widget=widget, **options)


def address(**options):
    return forms.URLField(required=False, assume_scheme="https", **options)


class InPlaceTime:
    """A form whose moments are typed and shown in the time of the place, `zone`."""

    moments: tuple[str, ...] = ()

    @property
    def zone(self) -> str:
        return self.instance.zone

    def show_in_place_time(self):
        with timezone.override(self.zone):
            for name in self.moments:
                if value := getattr(self.instance, name):
                    self.initial[name] = timezone.make_naive(value)

    def full_clean(self):
        with timezone.override(self.zone):
            super().full_clean()


class EventForm(InPlaceTime, forms.ModelForm):
    moments = ("start", "end", "opens_at", "closes_at")

    start = moment(label=_("begins"), help_text=_("In the time of the place."))
    end = moment(label=_("ends"))
    opens_at = moment(label=_("registration opens"), required=False)
    closes_at = moment(
        label=_("registration closes"), required=False, help_text=_("Else when the event ends.")
    )
    online_url = address(
        label=_("address of the online room"), help_text=_("Only those with a place see it.")
    )
    registration_url = address(
        label=_("address of the registration"),
        help_text=_("Only if people register on another site."),
    )
    recording_url = address(label=_("recording"))
    key_learnings_url = address(label=_("key learnings"))
    region = RegionField(
        label=_("region"), required=False, help_text=_("A name or a code, as in ES51.")
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("topics"),
        queryset=Topic.objects.hubs(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("languages spoken"),
        choices=settings.EU_LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Event
        fields = (
            "title", "kind", "summary", "description", "start", "end", "zone", "mode", "place",
            "online_url", "region", "project", "activity", "topics", "languages", "registering",
            "registration_url", "capacity", "opens_at", "closes_at", "recording_url",
            "key_learnings_url",
        )  # fmt: skip
        help_texts = {
            "zone": _("As in Europe/Lisbon. Readers elsewhere see their own time beside it."),
            "description": _("“- ” begins an item of a list."),
            "capacity": _("Empty: as many as come. When all are taken, people wait."),
            "activity": _("Who comes is noted there, too, and counts for the project."),
        }

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.member = member
        projects = Project.objects.order_by("acronym", "title")
        self.needs_project = not member.has_role("secretariat")
        if self.needs_project:
            mine = member.project_roles.filter(role__in=RUNS)
            projects = projects.filter(pk__in=mine.values("project"))
            self.fields["project"].required = True
        self.fields["project"].queryset = projects
        free = Activity.objects.filter(event=None, project__in=projects)
        if self.instance.activity_id:
            free |= Activity.objects.filter(pk=self.instance.activity_id)
        self.fields["activity"].queryset = free.select_related("project")
        self.fields["activity"].label_from_instance = lambda each: f"{each.project}: {each}"
        self.fields["zone"].widget.attrs["list"] = "zones"
        self.zones = sorted(name for name in available_timezones() if name.startswith("Europe/"))
        self.show_in_place_time()
        capitalised(self)

    @property
    def zone(self):
        typed = self.data.get(self.add_prefix("zone"), "") if self.is_bound else ""
        return typed if typed in available_timezones() else self.instance.zone

    def clean_capacity(self):
        places = self.cleaned_data["capacity"]
        if places is not None and self.instance.pk:
            taken = self.instance.registrations.filter(state=Registration.State.CONFIRMED).count()
            if places < taken:
                raise ValidationError(
                    _("%(taken)d places are taken already.") % {"taken": taken}, "taken"
                )
        return places

    def clean(self):
        values = super().clean()
        project, activity = values.get("project"), values.get("activity")
        if activity and activity.project != project:
            self.add_error("activity", _("This activity is of another project."))
        if project and self.needs_project and not is_web_admin.test(self.member, project):
            self.add_error("project", _("You do not run this project."))
        return values


class SessionForm(InPlaceTime, forms.ModelForm):
    moments = ("start",)
    start = moment(label=_("begins"))

    class Meta:
        model = Session
        fields = ("start", "title", "speakers", "text")
        widgets = {"text": forms.Textarea({"rows": 3})}
        help_texts = {"speakers": _("Name and organisation; several with a semicolon between.")}

    def __init__(self, *args, zone, **kwargs):
        self.place_zone = zone
        super().__init__(*args, **kwargs)
        self.show_in_place_time()
        capitalised(self)

    @property
    def zone(self):
        return self.place_zone


class QuestionForm(forms.ModelForm):
    class Meta:
        model = Question
        fields = ("text", "is_required")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        capitalised(self)
        self.fields["is_required"].template_name = "forms/check.html"


class Rows(BaseInlineFormSet):
    """Rows of an event, three of them empty; the tick to delete one is drawn as a tick."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Delete this one")
        form.fields["DELETE"].template_name = "forms/check.html"


SessionFormSet = inlineformset_factory(Event, Session, form=SessionForm, formset=Rows, extra=3)
QuestionFormSet = inlineformset_factory(Event, Question, form=QuestionForm, formset=Rows, extra=3)


class MaterialForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    file = DocumentField(label=_("File"), help_text=_("Everybody may take it along."))

    def clean_file(self):
        if self.cleaned_data["file"] is None:
            raise ValidationError(_("Choose a file."))
        return self.cleaned_data["file"]


class RegistrationForm(forms.Form):
    """Who wants to come. Members are known by name and address."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We send a link there: the place is yours when you have opened it."),
    )
    organisation = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    region = RegionField(
        label=_("Region"), required=False, help_text=_("A name or a code, as in ES51.")
    )
    consent = forms.BooleanField(
        error_messages={"required": _("Without this we may not keep what you wrote.")},
        template_name="forms/check.html",
    )

    def __init__(self, *args, event, member=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = list(event.questions.all())
        if member is not None:
            del self.fields["name"], self.fields["email"]
            body = member.organisation
            self.initial.setdefault("organisation", str(body) if body else "")
            self.initial.setdefault("region", member.region)
        for question in self.questions:
            self.fields[f"question_{question.pk}"] = forms.CharField(
                label=question.text,
                required=question.is_required,
                max_length=ANSWER_LIMIT,
                widget=forms.Textarea({"rows": 2}),
            )
        consent = self.fields.pop("consent")
        consent.label = consent_to(event)
        self.fields["consent"] = consent

    @property
    def answers(self) -> list[tuple[str, str]]:
        given = [(each.text, self.cleaned_data[f"question_{each.pk}"]) for each in self.questions]
        return [(question, answer) for question, answer in given if answer]


def consent_to(event) -> str:
    """What one agrees to, in words."""
    days = settings.RETENTION["registrations"]
    if event.activity_id:
        return _(
            "The organisers may see this and use it for this event. That I came is kept with the "
            "project, which has to prove it."
        )
    if not days:
        return _("The organisers may see this and use it for this event.")
    return _(
        "The organisers may see this and use it for this event. It is deleted "
        "%(days)d days after it."
    ) % {"days": days}


class ArrivalsForm(forms.Form):
    """What a phone kept at the door: JSON of code, whether there, and when (ISO 8601)."""

    arrivals = forms.JSONField()

    def clean_arrivals(self) -> list[Arrival]:
        try:
            return [
                Arrival(str(code), bool(is_there), datetime.fromisoformat(at).astimezone(UTC))
                for code, is_there, at in self.cleaned_data["arrivals"][:ARRIVALS_LIMIT]
            ]
        except (TypeError, ValueError, OverflowError) as error:
            raise ValidationError("These are no arrivals.", "arrivals") from error


class FeedbackForm(forms.ModelForm):
    rating = forms.TypedChoiceField(
        label=_("How useful was it?"),
        coerce=int,
        choices=[
            (5, _("5: very useful")),
            (4, "4"),
            (3, "3"),
            (2, "2"),
            (1, _("1: not useful")),
        ],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Feedback
        fields = ("rating", "will_use", "better")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        capitalised(self)
