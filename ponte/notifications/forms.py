from django import forms
from django.utils.translation import gettext_lazy as _

from ponte.notifications import actions
from ponte.notifications.choices import chosen_by, kinds_for
from ponte.notifications.kinds import Frequency
from ponte.notifications.models import DIGEST


class ChoicesForm(forms.Form):
    """How soon mails of each kind come that can reach `member`, and whether digests do.

    What was chosen for other kinds stays as it is.
    """

    digests = forms.BooleanField(
        label=_("Send me digests"),
        help_text=_("One mail with everything that comes once a day or once a week."),
        required=False,
    )

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.member = member
        chosen = chosen_by(member)
        self.fields["digests"].initial = DIGEST not in chosen
        for kind in kinds_for(member):
            self.fields[kind.code] = forms.ChoiceField(
                label=kind.label,
                choices=Frequency.choices,
                initial=chosen.get(kind.code, kind.default),
                widget=forms.RadioSelect,
            )

    def kinds(self) -> list[forms.BoundField]:
        """The fields of the kinds, in the order of their names."""
        return [field for field in self if field.name != "digests"]

    def save(self) -> None:
        """Remember what was changed; what was left alone stays as usual."""
        for name in self.changed_data:
            if name == "digests":
                digests = self.cleaned_data["digests"]
                actions.choose(
                    member=self.member, kind=DIGEST, frequency="" if digests else Frequency.NEVER
                )
            else:
                actions.choose(member=self.member, kind=name, frequency=self.cleaned_data[name])
