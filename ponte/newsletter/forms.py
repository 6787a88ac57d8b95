from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ponte.topics.models import Topic


class ChoiceForm(forms.Form):
    """What somebody wants to read: topics, none for everything, and the language."""

    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        help_text=_("Choose none to get everything."),
        queryset=Topic.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = Topic.objects.hubs()
        self.fields["language"].initial = get_language()


class SubscribeForm(ChoiceForm):
    """Asks for the newsletter. `website` is hidden: only machines fill it."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "email"})
    )
    agree = forms.BooleanField()
    website = forms.CharField(
        required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"})
    )

    field_order = ["email", "topics", "language", "agree"]

    def __init__(self, *args, wording, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agree"].label = wording


class TestForm(forms.Form):
    address = forms.EmailField(label=_("Send a test to"))


class ScheduleForm(forms.Form):
    """When an issue is sent; without a time: now."""

    at = forms.DateTimeField(
        label=_("Send on"),
        help_text=_("Leave it empty to send now."),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at and at < timezone.now():
            raise ValidationError(_("This time has passed."))
        return at
