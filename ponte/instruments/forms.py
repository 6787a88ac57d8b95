"""The back office's form for policy instruments."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from ponte.community.forms import OrganisationField
from ponte.instruments import actions
from ponte.regions.forms import RegionField


class PolicyInstrumentForm(WagtailAdminModelForm):
    responsible_authority = OrganisationField(
        label=_("Responsible authority"),
        help_text=_("Its name in English or in its own language, or its abbreviation."),
    )
    territory = RegionField(
        label=_("Territory"), help_text=_("A name or a code: Catalonia, Estonia, ES51.")
    )

    def save(self, commit=True):  # noqa: FBT002 - Django's signature
        instrument = super().save(commit=False)
        if commit and instrument.pk:
            actions.change_instrument(instrument, by=self.for_user, changed=self.changed_data)
        elif commit:
            actions.add_instrument(instrument, by=self.for_user)
        return instrument
