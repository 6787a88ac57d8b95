"""What is typed into a claim."""

from collections.abc import Callable
from decimal import Decimal
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ponte.community.models import Member
from ponte.core.files.fields import DocumentField
from ponte.core.lines import LinesField
from ponte.impact.actions import MOST_FILES, Origin
from ponte.impact.models import FIRST_YEAR, LAST_YEAR, REASON_LIMIT, Claim, Fund
from ponte.instruments.models import PolicyInstrument
from ponte.learning.models import Activity
from ponte.plans.models import Action, ActionPlan
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.review.forms import limited
from ponte.review.lookup import page_at, practice_called
from ponte.topics.models import Topic
from ponte.transfers.models import Transfer

MOST_FUNDS = 20


class InstrumentField(forms.CharField):
    """A policy instrument by the address of its page or its exact name in either language."""

    def prepare_value(self, value):
        if isinstance(value, int):
            value = PolicyInstrument.objects.filter(pk=value).first()
        return value.get_absolute_url() if isinstance(value, PolicyInstrument) else value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        match = page_at(text)
        if match and match.view_name == "instruments:detail":
            found = list(PolicyInstrument.objects.filter(slug=match.kwargs["slug"]))
        else:
            named = PolicyInstrument.objects.filter(
                name_en__iexact=text
            ) | PolicyInstrument.objects.filter(name_original__iexact=text)
            found = list(named[:2])
        if not found:
            raise ValidationError(_("No policy instrument has this address or name."))
        if len(found) > 1:
            raise ValidationError(
                _("Several instruments have this name: give the address of the right one’s page.")
            )
        return found[0]


class ProjectField(forms.CharField):
    """A project by the address of its page or its exact acronym. Gives it or None."""

    def prepare_value(self, value):
        if isinstance(value, int):
            value = Project.objects.filter(pk=value).first()
        return value.get_absolute_url() if isinstance(value, Project) else value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        match = page_at(text)
        if match and match.namespace == "projects":
            found = Project.objects.filter(slug=match.kwargs.get("slug", ""))
        else:
            found = Project.objects.filter(acronym__iexact=text)
        project = found.order_by("-pk").first()
        if project is None:
            raise ValidationError(_("No project has this address or acronym."))
        return project


class OriginsField(LinesField):
    """What a claim comes from, one per line: addresses of pages here, or an event's name."""

    def prepare_value(self, value):
        if isinstance(value, list):
            return [line_of(each) if isinstance(each, Origin) else each for each in value]
        return value

    def clean(self, value):
        return [origin_of(line) for line in super().clean(value)]


def line_of(origin: Origin) -> str:
    """The line that gives `origin` again."""
    if origin.practice:
        return origin.practice.get_absolute_url()
    if origin.transfer:
        return origin.transfer.get_absolute_url()
    if origin.action:
        return f"{origin.action.plan.get_absolute_url()}#action-{origin.action.number}"
    return origin.activity.get_absolute_url() if origin.activity else origin.name


def origin_of(line: str) -> Origin:
    """What a line means. Raises ValidationError for an address that leads nowhere."""
    match = page_at(line)
    if match is None:
        return called(line)
    find = ORIGINS.get(match.namespace)
    found = find(match.kwargs, urlsplit(line).fragment) if find else None
    if found is None:
        told = _(
            "%s is not a public practice, a public transfer, an action of an endorsed plan or a "
            "learning activity."
        )
        raise ValidationError(told % line)
    return found


def called(line: str) -> Origin:
    if line.startswith(("/", "http")):
        raise ValidationError(_("No page here has the address %s.") % line)
    practice = practice_called(line)
    if practice and practice.is_public:
        return Origin(practice.title, practice=practice)
    return Origin(line)


def practice_at(keys, _fragment) -> Origin | None:
    found = Practice.objects.published().filter(slug=keys.get("slug", "")).first()
    return Origin(found.title, practice=found) if found else None


def transfer_at(keys, _fragment) -> Origin | None:
    transfers = Transfer.objects.public().select_related("practice", "region")
    found = transfers.filter(pk=keys.get("pk")).first()
    return Origin(str(found), transfer=found) if found else None


def action_at(keys, fragment) -> Origin | None:
    number = fragment.removeprefix("action-")
    if not number.isdecimal():
        return None
    actions = Action.objects.filter(plan__in=ActionPlan.objects.public(), plan=keys.get("pk"))
    found = actions.filter(number=int(number[:4])).first()
    return Origin(found.title, action=found) if found else None


def activity_at(keys, _fragment) -> Origin | None:
    activities = Activity.objects.select_related("project")
    found = activities.filter(pk=keys.get("pk"), project__slug=keys.get("project", "")).first()
    return Origin(found.title, activity=found) if found else None


ORIGINS: dict[str, Callable[[dict, str], Origin | None]] = {
    "practices": practice_at,
    "transfers": transfer_at,
    "plans": action_at,
    "learning": activity_at,
}


def same_name(text: str, member: Member) -> bool:
    return " ".join(text.split()).casefold() == str(member).casefold()


class ClaimForm(forms.ModelForm):
    """A claim; its money is in a form set beside it."""

    instrument = InstrumentField(
        label=_("Policy instrument"), help_text=_("The address of its page here, or its name.")
    )
    project = ProjectField(
        label=_("Project"),
        required=False,
        help_text=_(
            "The project in which it was learned: the address of its page, or its acronym."
        ),
    )
    origins = OriginsField(
        label=_("What it comes from"),
        required=False,
        help_text=_(
            "One per line: the address of a good practice, of a transfer, of an action of a plan "
            "or of a learning activity here (/practices/…, /transfers/5/, /plans/2/#action-1, "
            "/projects/…/learning/3/), or the name of another event."
        ),
    )
    topic = forms.ModelChoiceField(
        label=_("Topic"),
        queryset=Topic.objects.hubs(),
        help_text=_("All its money counts under this one topic."),
    )
    type = forms.ChoiceField(
        label=_("Kind of improvement"),
        choices=[(value, capfirst(label)) for value, label in Claim.Type.choices],
        widget=forms.RadioSelect,
    )
    effective_on = forms.DateField(
        label=_("In force since"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    attestor = forms.CharField(
        label=_("Who attests it"),
        required=False,
        help_text=_(
            "Somebody else who works for the responsible authority: first and last name, or the "
            "address of their page here."
        ),
    )
    file = DocumentField(
        label=_("Evidence"),
        help_text=_(
            "A PDF or an office document that proves the change: a decision, a call, a budget. "
            "The authority and the secretariat see it."
        ),
    )

    class Meta:
        model = Claim
        fields = (
            "title",
            "instrument",
            "project",
            "topic",
            "type",
            "description",
            "origins",
            "contribution",
            "effective_on",
            "beneficiaries",
            "indicator",
            "indicator_unit",
            "indicator_before",
            "indicator_after",
            "correction_reason",
            "attestor",
            "file",
        )
        labels = {"description": _("What changed?")}
        help_texts = {
            "description": _("What is different now, in which rule, call or budget."),
            "contribution": _("Why do you believe that what was learned made the difference?"),
            "beneficiaries": _("Firms, people or bodies that profit from it."),
            "indicator": _("What shows that it works, if you measure something."),
            "correction_reason": _("What was wrong in the claim that was confirmed."),
        }

    def __init__(self, *args, member: Member, **kwargs):
        self.member = member
        super().__init__(*args, **kwargs)
        if self.instance.corrects_id is None:
            del self.fields["correction_reason"]
        else:
            self.fields["correction_reason"].required = True
        if self.instance.attestor:
            self.initial["attestor"] = str(self.instance.attestor)
        self.kept = list(self.instance.evidence.all()) if self.instance.pk else []
        if self.kept:
            self.fields["removed"] = forms.MultipleChoiceField(
                label=_("Remove files"),
                required=False,
                choices=[(str(each.pk), str(each)) for each in self.kept],
                widget=forms.CheckboxSelectMultiple,
            )
        for field in self.fields.values():
            field.label = capfirst(field.label)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and len(self.kept) >= MOST_FILES:
            raise ValidationError(_("A claim has at most %d files.") % MOST_FILES)
        return file

    def clean(self):
        cleaned = super().clean()
        text, instrument = cleaned.get("attestor"), cleaned.get("instrument")
        cleaned["attestor"] = None
        if text and instrument:
            try:
                cleaned["attestor"] = self.attestor_called(text, instrument)
            except ValidationError as error:
                self.add_error("attestor", error)
        return cleaned

    def attestor_called(self, text: str, instrument: PolicyInstrument) -> Member:
        authority = instrument.responsible_authority
        people = Member.objects.present().filter(organisation=authority)
        match = page_at(text)
        if match and match.view_name == "people:detail":
            found = list(people.filter(handle=match.kwargs["handle"]))
        else:
            first = text.split(maxsplit=1)[0]
            found = [
                each
                for each in people.filter(first_name__istartswith=first)
                if same_name(text, each)
            ]
        if len(found) != 1:
            told = _("Nobody of this name works for %(authority)s, which answers for it.")
            raise ValidationError(told % {"authority": authority})
        if found[0] == self.member:
            raise ValidationError(_("Nobody attests a claim of their own."))
        return found[0]

    def given(self) -> dict:
        """The arguments of `actions.make_claim` and `change_claim`, but for the money."""
        cleaned = dict(self.cleaned_data)
        file, origins = cleaned.pop("file"), cleaned.pop("origins")
        removed = cleaned.pop("removed", [])
        found = {"values": cleaned, "origins": origins, "files": [file] if file else []}
        if self.instance.pk:
            found["removed"] = [each for each in self.kept if str(each.pk) in removed]
        return found


class FundForm(forms.Form):
    """One line of money; lines without an amount drop out."""

    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    kind = forms.ChoiceField(label=_("Fund"), choices=Fund.Kind.choices)
    amount = forms.DecimalField(
        label=_("Amount in euro"), max_digits=17, decimal_places=2, min_value=Decimal(0)
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_permitted = True

    def has_changed(self):
        return bool(self["amount"].data)


class BaseFunds(forms.BaseFormSet):
    def clean(self):
        if any(self.errors):
            return
        seen = [key for key, _amount in self.lines()]
        if len(seen) != len(set(seen)):
            raise ValidationError(_("A year and fund is there twice: add the amounts up."))

    def lines(self):
        for form in self.forms:
            line = form.cleaned_data
            if line and "amount" in line:
                yield (line["year"], line["kind"]), line["amount"]

    def money(self) -> dict:
        return dict(self.lines())


FundsForm = forms.formset_factory(
    FundForm, formset=BaseFunds, extra=3, max_num=MOST_FUNDS, validate_max=True
)


class WordsForm(forms.Form):
    """What goes with a step: a statement, a question or a reason."""

    def __init__(self, *args, label, help_text="", required=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"] = limited(
            label, limit=REASON_LIMIT, help_text=help_text, required=required
        )
