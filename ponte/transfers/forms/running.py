"""What a team fills in on the way of a transfer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ponte.community.models import Member
from ponte.practices.judging.forms import check_year
from ponte.practices.judging.models import Adoption
from ponte.regions.forms import RegionField
from ponte.review.forms import PracticeField, limited
from ponte.review.lookup import thing_called
from ponte.transfers.models import Plan, Transfer
from ponte.transfers.models.transfers import REASON_LIMIT
from ponte.transfers.rules import works_in
from ponte.transfers.states import Event

COLLEAGUES = 50


def day_field(**options):
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(required=False, widget=widget, **options)


class TransferForm(forms.ModelForm):
    """What a transfer is about. `seen` is the version that somebody had before them."""

    answers_by = day_field(label=_("Answers wanted by"))
    begins_on = day_field(label=_("Begins"))
    ends_on = day_field(label=_("To be done by"))

    class Meta:
        model = Transfer
        fields: tuple[str, ...] = (
            "aim",
            "instrument",
            "answers_by",
            "begins_on",
            "ends_on",
            "adaptation",
            "barriers",
            "visibility",
        )
        labels = {"aim": _("What do you want to achieve with it?")}
        help_texts = {
            "aim": _("The problem in your region, and what would be better."),
            "instrument": _("The programme, law or strategy it would become part of."),
            "adaptation": _("What you do in another way than where it comes from, and why."),
            "barriers": _("What stands in the way, or did. Others look for it."),
            "visibility": _(
                "What is answered in the assessment, the plan and the contacts stay among those "
                "who take part, whatever you choose here."
            ),
        }
        widgets = {
            "visibility": forms.RadioSelect,
            "adaptation": forms.Textarea({"rows": 5}),
            "barriers": forms.Textarea({"rows": 5}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)
        self.fields["visibility"].choices = [
            (value, capfirst(label)) for value, label in Transfer.Visibility.choices
        ]


class NewTransferForm(TransferForm):
    """The beginning of a transfer: a practice and a region that `member` works in."""

    practice = PracticeField(
        label=_("Good practice"), help_text=_("The address of its page, or its exact title.")
    )
    region = RegionField(
        label=_("Your region"),
        help_text=_("A name or a code: Catalonia, Estonia, ES51."),
    )

    class Meta(TransferForm.Meta):
        fields = ("practice", "region", "aim", "instrument", "answers_by", "visibility")

    begins_on = None
    ends_on = None

    def __init__(self, *args, member: Member, **kwargs):
        self.member = member
        super().__init__(*args, **kwargs)

    def clean_region(self):
        region = self.cleaned_data["region"]
        if not works_in(self.member, region):
            raise ValidationError(_("Your organisation does not belong to this region."))
        return region


class InviteForm(forms.Form):
    """A colleague of the adopting region, by name or by the address of the profile."""

    colleague = forms.CharField(
        label=_("Name of a colleague"),
        help_text=_(
            "First and last name, or the address of their page here. They work for an "
            "organisation of the region."
        ),
        widget=forms.TextInput({"list": "colleagues", "autocomplete": "off"}),
    )

    def __init__(self, *args, transfer: Transfer, **kwargs):
        self.transfer = transfer
        super().__init__(*args, **kwargs)

    @property
    def offered(self):
        """Colleagues of the same organisation, to choose from."""
        if self.transfer.organisation_id is None:
            return []
        same = Member.objects.listed().filter(organisation=self.transfer.organisation_id)
        others = same.exclude(transfer_teams__transfer=self.transfer)
        return others.order_by("last_name", "first_name")[:COLLEAGUES]

    def clean_colleague(self) -> Member:
        text = " ".join(self.cleaned_data["colleague"].split())
        if "/" in text:
            found = thing_called(text)
            if not isinstance(found, Member):
                raise ValidationError(_("No person’s page has this address."))
            return found
        return self.called(text)

    def called(self, text: str) -> Member:
        """The one member of the region's organisations with this name."""
        first, _space, last = text.partition(" ")
        named = Q(first_name__iexact=first, last_name__iexact=last)
        for at in range(2, len(text.split())):
            parts = text.split()
            named |= Q(
                first_name__iexact=" ".join(parts[:at]), last_name__iexact=" ".join(parts[at:])
            )
        people = Member.objects.present().filter(named).select_related("organisation__region")
        found = [each for each in people if works_in(each, self.transfer.region)]
        if len(found) > 1:
            raise ValidationError(
                _("Several people have this name: give the address of the right one’s page.")
            )
        if not found:
            raise ValidationError(_("Nobody of this name works for an organisation of the region."))
        return found[0]


class ReasonForm(forms.Form):
    reason = limited(
        _("Why is it stopped?"),
        limit=REASON_LIMIT,
        help_text=_("Others learn from it: what would have had to be different?"),
    )


class ResultForm(forms.ModelForm):
    """How a transfer ended, and the report of it under "Tried here"."""

    event = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[
            (Event.ADOPT.value, _("Adopted as it is")),
            (Event.ADAPT.value, _("Adopted with changes")),
            (Event.STOP.value, _("Stopped")),
        ],
        widget=forms.RadioSelect,
    )
    reason = limited(
        _("Why was it stopped?"),
        limit=REASON_LIMIT,
        required=False,
        help_text=_("Needed only if it was stopped."),
    )
    source = forms.URLField(
        label=_("Evidence"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("The address of a report or data where others can check it."),
    )
    field_order = ("event", "reason", "result", "year", "outcome", "adapted", "cost", "source")

    class Meta:
        model = Adoption
        fields = ("result", "year", "outcome", "adapted", "cost", "source")
        widgets = {"result": forms.RadioSelect}
        help_texts = {
            "year": _("When it began in your region."),
            "outcome": _("What happened, and why it did or did not work. Failures teach too."),
            "adapted": _("What you did in another way, and why."),
            "cost": _("About what it cost you, without the work of your own staff."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = Adoption.Result.choices
        for field in self.fields.values():
            field.label = capfirst(field.label)

    def clean_year(self):
        return check_year(self.cleaned_data["year"])

    def clean(self):
        values = super().clean()
        event = values.get("event")
        if event == Event.STOP and not values.get("reason"):
            self.add_error("reason", _("Say why it is stopped: others learn from it."))
        if event == Event.ADAPT and not values.get("adapted"):
            self.add_error("adapted", _("Say what you did in another way."))
        return values

    def report(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class PlanForm(forms.ModelForm):
    class Meta:
        model = Plan
        fields = Plan.PARTS
        help_texts = {
            "background": _("Where it comes from and which practice or event inspired it."),
            "activities": _("What is done, step by step. “- ” begins an item of a list."),
            "players": _("Who does what."),
            "timeframe": _("From when to when, with milestones."),
            "costs": _("By kind, as far as they are known."),
            "funding": _("From which programme or budget."),
            "risks": _("What may go wrong, and what is done about it."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)


class AskForm(forms.Form):
    note = limited(
        _("What would you like to know?"),
        limit=600,
        required=False,
        rows=3,
        help_text=_("They read it before they decide. It is deleted as soon as they answer."),
    )
