"""Forms of the back office for organisations, roles and reports."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from ponte.community import actions, rules
from ponte.regions.forms import RegionField
from ponte.topics.models import Topic


class OrganisationAdminForm(WagtailAdminModelForm):
    region = RegionField(
        label=_("Region or country"),
        required=False,
        help_text=_("A name or a code: Catalonia, Estonia, ES51."),
    )

    def save(self, commit=True):  # noqa: FBT002 - Django's signature
        organisation = super().save(commit=False)
        if commit and organisation.pk:
            actions.change_organisation(organisation, by=self.for_user, changed=self.changed_data)
        elif commit:
            actions.add_organisation(organisation, by=self.for_user)
        return organisation


class RoleGrantForm(WagtailAdminModelForm):
    """Gives a role; later it only changes topics and country, or ends."""

    topics = forms.ModelMultipleChoiceField(
        Topic.objects.hubs(),
        label=_("Topics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("An expert's topics. Without any, all of them."),
    )
    ends = forms.BooleanField(label=_("End this role now"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("member", "role"):
                self.fields[name].disabled = True
        else:
            del self.fields["ends"]

    def clean(self):
        values = super().clean()
        member = values.get("member")
        if member and not rules.may_grant_roles(self.for_user, member):
            raise ValidationError(_("Administrators give roles, and nobody to themselves."))
        return values

    def save(self, commit=True):  # noqa: FBT002 - Django's signature
        grant = super().save(commit=False)
        if commit:
            if not grant.pk:
                actions.grant_role(grant, by=self.for_user)
            elif self.cleaned_data["ends"]:
                actions.end_role(grant, by=self.for_user)
            grant.save()
            self.save_m2m()
        return grant


class SettleForm(WagtailAdminModelForm):
    """What was done about a report; whoever made it reads this."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].required = True

    def save(self, commit=True):  # noqa: FBT002 - Django's signature
        if commit:
            actions.settle_report(
                report=self.instance, by=self.for_user, outcome=self.cleaned_data["outcome"]
            )
        return self.instance
