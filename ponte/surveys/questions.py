"""The fields that questions become."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import FormBuilder

KINDS = [
    ("singleline", _("a line of text")),
    ("multiline", _("a text")),
    ("radio", _("one of several, ticked")),
    ("dropdown", _("one of several, from a list")),
    ("checkboxes", _("any of several")),
    ("checkbox", _("yes or no")),
    ("number", _("a number")),
    ("date", _("a day")),
    ("email", _("an e-mail address")),
]


class Questions(FormBuilder):
    """Wagtail's, with a calendar for days and areas that grow."""

    def create_date_field(self, field, options):
        return forms.DateField(**options, widget=forms.DateInput(attrs={"type": "date"}))

    def create_multiline_field(self, field, options):
        return forms.CharField(**options, widget=forms.Textarea(attrs={"rows": 4}))
