"""The part of the sign-up form that comes before allauth's own forms, which are built on it."""

from django import forms
from django.utils.translation import gettext_lazy as _


class Names(forms.Form):
    first_name = forms.CharField(
        label=_("First name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )

    field_order = ["first_name", "last_name", "email", "password1"]

    def signup(self, request, user):
        """Nothing more to do: the adapter has saved the names."""
