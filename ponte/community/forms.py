"""Forms for profiles, organisations, messages and reports."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ponte.community.duplicates import duplicates
from ponte.community.models import (
    Audience,
    ContactMessage,
    Member,
    Organisation,
    PolicyRole,
    Report,
)
from ponte.community.profiles import PARTS
from ponte.regions.forms import RegionField
from ponte.topics.forms import TopicsField
from ponte.topics.models import Topic

KEYWORDS = 20
KEYWORD_LENGTH = 60
CANDIDATES = 6
NAME_AUDIENCES = [choice for choice in Audience.choices if choice[0] != Audience.NOBODY]


class KeywordsField(forms.CharField):
    """Short texts with commas or line breaks between them. Gives a list."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value):
        words = (" ".join(word.split()) for word in re.split(r"[,;\n]", super().clean(value)))
        found = list({word.casefold(): word for word in words if word}.values())
        if len(found) > KEYWORDS:
            raise ValidationError(
                _("Give at most %(number)s keywords."), "many", {"number": KEYWORDS}
            )
        if long := next((word for word in found if len(word) > KEYWORD_LENGTH), None):
            raise ValidationError(_("“%(word)s” is too long."), "long", {"word": long})
        return found

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial) or "", data)


class OrganisationField(forms.CharField):
    """The organisation with this name, in either language, or abbreviation. Gives it or None.

    When several or none have it, `candidates` are those that may be meant.
    """

    default_error_messages = {
        "several": _("Several organisations may be meant. Choose one of them."),
        "unknown": _("No organisation here has this name."),
    }
    candidates: tuple[Organisation, ...] = ()

    def prepare_value(self, value):
        if isinstance(value, int):
            value = Organisation.objects.filter(pk=value).first()
        return value.name_en if isinstance(value, Organisation) else value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        # A button of the form offers an organisation by its address.
        chosen = Organisation.objects.filter(slug=text).first()
        found = [chosen] if chosen else list(Organisation.objects.called(text)[:CANDIDATES])
        if len(found) == 1:
            return found[0]
        self.candidates = tuple(found or resembling(text))
        raise ValidationError(self.error_messages["several" if found else "unknown"])

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial) or "", data)


def resembling(text):
    """Organisations with a name like `text`, the likeliest first."""
    likely = duplicates(Organisation(name_original=text, name_en=text))
    return [each.organisation for each in likely][:CANDIDATES]


class ProfileForm(forms.ModelForm):
    """One's own profile. Each part has a second field that says who sees it."""

    organisation = OrganisationField(
        label=_("Organisation"),
        required=False,
        help_text=_("Its name in English or in its own language, or its abbreviation."),
    )
    region = RegionField(
        label=_("Region or country"),
        required=False,
        help_text=_("A name or a code: Catalonia, Estonia, ES51."),
    )
    topics = TopicsField(
        queryset=Topic.objects.filter(period=Topic.Period.P2021).order_by("code"),
        label=_("Topics that interest you"),
        required=False,
    )
    expertise = KeywordsField(
        label=_("Expertise"),
        required=False,
        help_text=_("Keywords with commas between them: cluster policy, vouchers, evaluation."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you speak"),
        choices=settings.EU_LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Member
        fields = [
            "first_name",
            "last_name",
            "job_title",
            "organisation",
            "region",
            "role_in_policy",
            "topics",
            "expertise",
            "languages",
            "about",
            "open_to_peer",
            "listed",
            "interface_language",
        ]
        widgets = {
            "first_name": forms.TextInput({"autocomplete": "given-name"}),
            "last_name": forms.TextInput({"autocomplete": "family-name"}),
            "job_title": forms.TextInput({"autocomplete": "organization-title"}),
        }
        labels = {
            "first_name": _("First name"),
            "last_name": _("Last name"),
            "job_title": _("Job title"),
            "role_in_policy": _("Role in policy-making"),
            "about": _("About you"),
            "open_to_peer": _("I am open to be a peer: regions may ask me to visit and advise"),
            "listed": _("Show me in the directory of people"),
        }
        help_texts = {
            "about": _("What you work on, what you could help with, what you look for."),
        }

    messages = forms.BooleanField(
        label=_("Members may write to me through a form; they do not see my address"),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = True
        self.fields["interface_language"] = forms.ChoiceField(
            label=_("Language of the site and of mails"),
            choices=[("", _("as the browser asks")), *settings.LANGUAGES],
            required=False,
        )
        self.fields["role_in_policy"].choices = choices(PolicyRole, _("Not stated"))
        self.initial["messages"] = self.instance.audience_of("contact") != Audience.NOBODY
        for part in PARTS:
            self.fields[self.audience_name(part)] = forms.ChoiceField(
                label=_("Who sees it: %(part)s") % {"part": self.part_label(part)},
                choices=NAME_AUDIENCES if part == "name" else Audience.choices,
                initial=self.instance.audience_of(part),
            )

    def part_label(self, part):
        return _("Name") if part == "name" else self.fields[part].label

    @staticmethod
    def audience_name(part):
        return f"{part}_audience"

    @property
    def parts(self):
        """Of each part but the name: its field and the field of its audience."""
        return [(self[part], self[self.audience_name(part)]) for part in PARTS if part != "name"]

    @property
    def candidates(self):
        return self.fields["organisation"].candidates

    def save(self, commit=True):  # noqa: FBT002 - Django's signature
        audiences = {part: self.cleaned_data[self.audience_name(part)] for part in PARTS}
        contact = Audience.MEMBERS if self.cleaned_data["messages"] else Audience.NOBODY
        self.instance.visibility = {**audiences, "contact": contact}
        return super().save(commit=commit)


class OrganisationForm(forms.ModelForm):
    """An organisation. A new one that may be here already is saved only when asked twice."""

    region = RegionField(
        label=_("Region or country"),
        help_text=_("Where it has its seat. A name or a code: Catalonia, Estonia, ES51."),
    )
    homepage = forms.URLField(
        label=_("Homepage"), required=False, max_length=250, assume_scheme="https"
    )
    different = forms.BooleanField(
        label=_("None of these: it is another organisation"), required=False
    )
    candidates: list = []

    class Meta:
        model = Organisation
        fields = [
            "name_en",
            "name_original",
            "abbreviation",
            "department",
            "type",
            "legal_status",
            "region",
            "city",
            "street",
            "house_number",
            "postcode",
            "homepage",
            "vat",
            "pic",
            "other_id",
            "other_id_description",
            "contact_title",
            "contact_name",
            "contact_email",
            "contact_phone",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)
        self.fields["type"].choices = choices(Organisation.Type, _("Please choose"))
        self.fields["legal_status"].choices = choices(Organisation.LegalStatus, _("Not stated"))

    def clean(self):
        values = super().clean()
        if not (self.instance.pk or self.errors or values["different"]):
            new = Organisation(**{name: values[name] for name in self.Meta.fields})
            self.candidates = duplicates(new)
            if self.candidates:
                raise ValidationError(_("It may be here already. Please look at these first."))
        return values


def choices(given, empty=None):
    """The choices as lines of a list, before them what stands for none of them."""
    lines = [(value, capfirst(label)) for value, label in given.choices]
    return lines if empty is None else [("", empty), *lines]


class MessageForm(forms.ModelForm):
    class Meta:
        model = ContactMessage
        fields = ["subject", "text"]
        labels = {"subject": _("Subject"), "text": _("Message")}


class ReportForm(forms.ModelForm):
    class Meta:
        model = Report
        fields = ["reason", "text"]
        labels = {"reason": _("Reason"), "text": _("What is wrong")}
        widgets = {"reason": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = choices(Report.Reason)
