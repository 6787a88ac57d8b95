"""Forms of the back office for organisations, roles and reports."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from ponte.community import actions, merging, rules
from ponte.community.models import Organisation
from ponte.core.personal import spoken
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


class MergeForm(forms.Form):
    """Which record of several stays, and of each field in which they differ, whose value.

    `seen` says how the records were when they were compared.
    """

    seen = forms.CharField(widget=forms.HiddenInput)
    kept = forms.ChoiceField(
        label=_("Which record stays"),
        help_text=_("Its address stays; those of the others will lead to it."),
        widget=forms.RadioSelect,
    )
    understood = forms.BooleanField(
        label=_("These records are of one and the same body. I know that this cannot be undone.")
    )

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisations = {str(each.pk): each for each in organisations}
        self.fields["kept"].choices = [(key, str(each)) for key, each in self.organisations.items()]
        self.references = merging.count_references(organisations)
        suggested = max(organisations, key=lambda each: (self.references[each.pk], -each.pk))
        self.initial = {"kept": str(suggested.pk), "seen": self.stamp()}
        for name in merging.compared_fields():
            self.compare(Organisation._meta.get_field(name), suggested)

    def compare(self, field, suggested):
        """Ask whose value stays, unless all have the same; suggest one that says something."""
        values = {key: spoken(each, field) for key, each in self.organisations.items()}
        if len(set(values.values())) == 1:
            return
        filled = [str(suggested.pk), *values]
        self.fields[field.name] = forms.ChoiceField(
            label=capfirst(field.verbose_name),
            choices=[(key, value or "–") for key, value in values.items()],
            initial=next(key for key in filled if values[key]),
            widget=forms.RadioSelect,
        )

    def stamp(self):
        return ",".join(
            f"{key}@{each.updated_at.isoformat()}" for key, each in self.organisations.items()
        )

    def columns(self):
        """Of each record: it, and how many others refer to it."""
        return [(each, self.references[each.pk]) for each in self.organisations.values()]

    def compared(self):
        """The fields in which the records differ."""
        return [self[name] for name in merging.compared_fields() if name in self.fields]

    def clean(self):
        values = super().clean()
        if values.get("seen") != self.stamp():
            self.data = {**self.data.dict(), "seen": self.stamp()}
            raise ValidationError(str(merging.ChangedMeanwhile()))
        return values

    def merge(self, *, by):
        """Merge as was chosen; return the record that stays. Raises ChangedMeanwhile."""
        kept = self.organisations[self.cleaned_data["kept"]]
        values = {
            field.name: getattr(self.organisations[self.cleaned_data[field.name]], field.name)
            for field in self.compared()
        }
        others = [each for each in self.organisations.values() if each != kept]
        return merging.merge_organisations(kept=kept, others=others, values=values, by=by)


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
