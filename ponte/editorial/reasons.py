from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """Why a page goes back to its author."""

    comment = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 3}))
