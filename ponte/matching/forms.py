"""What people ask, what they declare for a region, and what they say a practice requires."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ponte.core.fields import LimitedTextField, normalise_newlines
from ponte.matching import address, words
from ponte.matching.asking import Asked, spoken, usual_weights
from ponte.matching.fit import PARTS, BadWeights, Weights
from ponte.matching.models import (
    CHALLENGE_LIMIT,
    MOST_MONTHS,
    Competence,
    Declaration,
    Requirements,
)
from ponte.regions import likeness
from ponte.regions.forms import RegionField
from ponte.regions.models import Region
from ponte.topics.models import Topic

MOST_MONEY = Decimal("999999999999999.99")
MOST_WEIGHT = 50
NONE = "none"


class CompetencesField(forms.MultipleChoiceField):
    """Competences by their codes, or the tick that says there are none; None without a tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, none_label, **kwargs):
        choices = [*Competence.choices, (NONE, none_label)]
        super().__init__(choices=choices, required=False, **kwargs)

    def prepare_value(self, value):
        return [NONE] if value == [] else value

    def clean(self, value):
        found = super().clean(value)
        if NONE in found and len(found) > 1:
            raise ValidationError(_("Tick competences or “none”, not both."), "both")
        if not found:
            return None
        return [code for code in Competence.values if code in found]


class AskForm(forms.Form):
    """Which region, what it faces, what it has at hand, and how much each part weighs.

    Without a region in `parameters` the `remembered` one is meant.
    """

    region = RegionField(label=_("Your region"), required=False)
    q = LimitedTextField(limit=CHALLENGE_LIMIT, blank=True).formfield(
        label=_("What does it face?"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("In any language, in a sentence or in paragraphs."),
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    money = forms.DecimalField(
        label=_("Money at hand, in euros"),
        required=False,
        min_value=0,
        max_value=MOST_MONEY,
        decimal_places=2,
        widget=forms.NumberInput({"min": 0, "step": "any", "inputmode": "decimal"}),
    )
    months = forms.IntegerField(
        label=_("Months until it must work"),
        required=False,
        min_value=0,
        max_value=MOST_MONTHS,
        widget=forms.NumberInput({"min": 0, "max": MOST_MONTHS}),
    )

    def __init__(self, parameters, *, remembered=None, **kwargs):
        self.usual = usual_weights()
        # What was named instead of a region, where it is larger than one.
        self.larger: Region | None = None
        data = address.read(parameters).copy()
        if "region" not in data and remembered is not None:
            data["region"] = remembered.code
        for part in PARTS:
            data.setdefault(self.weight_name(part), self.usual.points[part])
        super().__init__(data, **kwargs)
        self.hubs = {topic.slug: topic for topic in Topic.objects.hubs().order_by("position")}
        self.fields["topic"].choices = [
            ("", _("All topics")),
            *((slug, topic.label) for slug, topic in self.hubs.items()),
        ]
        for part in PARTS:
            self.fields[self.weight_name(part)] = forms.IntegerField(
                label=words.NAMES[part],
                help_text=words.ASKS[part],
                min_value=0,
                max_value=MOST_WEIGHT,
                required=False,
                widget=forms.NumberInput(
                    {"type": "range", "min": 0, "max": MOST_WEIGHT, "step": 1}
                ),
            )

    @staticmethod
    def weight_name(part):
        return f"w-{part}"

    def clean_region(self):
        """The NUTS 2 region that is meant, or None."""
        region = self.cleaned_data["region"]
        if region is None:
            return None
        found = likeness.nuts2(region) or the_only_one_in(region)
        if found is None or found.is_extra_regio:
            self.larger = region
            raise ValidationError(
                _("%(region)s is larger than one region. Choose a region in it.")
                % {"region": region.label},
                "larger",
            )
        # The field shows the name of what was meant.
        self.data["region"] = str(found)
        return found

    def clean_q(self):
        need = normalise_newlines(self.cleaned_data["q"]).strip()
        MaxLengthValidator(CHALLENGE_LIMIT)(need)
        return need

    def clean(self):
        values = super().clean()
        if values.get("region") is None and values.get("q"):
            self.add_error("region", _("Say which region."))
        try:
            values["weights"] = Weights.of(
                {part: values.get(self.weight_name(part)) or 0 for part in PARTS}
            )
        except BadWeights as error:
            raise ValidationError(_("Give one part at least some weight."), "weights") from error
        return values

    @cached_property
    def asked(self) -> Asked | None:
        """What is asked; None without a region, or where something cannot be meant."""
        if not self.is_valid() or self.cleaned_data["region"] is None:
            return None
        values = self.cleaned_data
        return Asked(
            region=values["region"],
            need=values["q"],
            lang=spoken(),
            hub=self.hubs.get(values["topic"]),
            money=values["money"],
            months=values["months"],
            weights=values["weights"],
        )

    @property
    def own_weights(self) -> bool:
        return self.is_valid() and self.cleaned_data["weights"] != self.usual

    @property
    def faults(self) -> list[str]:
        """What is wrong with the weights, which are not beside the fields that ask."""
        names = [self.weight_name(part) for part in PARTS]
        found = [error for name in names for error in self.errors.get(name, ())]
        return [*found, *self.non_field_errors()]

    @property
    def weights(self):
        """Of each part: its field, and how many points it gives at most."""
        asked = self.cleaned_data.get("weights", self.usual) if self.is_valid() else self.usual
        return [(self[self.weight_name(part)], asked.points[part]) for part in PARTS]

    def query(self, *, with_weights: bool = True) -> str:
        """The shortest part of an address that asks the same, after its "?"."""
        values = self.cleaned_data
        told = {
            "region": values["region"].code if values["region"] else "",
            "q": values["q"],
            "topic": values["topic"],
            "money": plain(values["money"]),
            "months": plain(values["months"]),
        }
        if with_weights and self.own_weights:
            told |= {
                self.weight_name(part): str(values[self.weight_name(part)] or 0) for part in PARTS
            }
        return address.written(list(told.items()))

    @property
    def raw_query(self) -> str:
        """What was typed, sensible or not, but for weights."""
        names = ("region", "q", "topic", "money", "months")
        return address.written([(name, self.data.get(name, "")) for name in names])

    @property
    def query_of_usual_weights(self) -> str:
        return self.query(with_weights=False)


def the_only_one_in(region: Region) -> Region | None:
    """The NUTS 2 region of a country, or of a NUTS 1 region, that has no other."""
    inside = Region.objects.places().within(region).of_level(Region.Level.NUTS2)[:2]
    return inside[0] if len(inside) == 1 else None


def plain(number) -> str:
    """A number as an address has it: "50000", "0.5"; nothing for none."""
    if number is None:
        return ""
    return f"{number.normalize():f}" if isinstance(number, Decimal) else str(number)


class DeclarationForm(forms.ModelForm):
    competences = CompetencesField(
        label=_("What authorities of the region may decide on"),
        none_label=_("None of these"),
        help_text=_("Of what a practice requires, this is compared with what the region may do."),
    )

    class Meta:
        model = Declaration
        fields = ("challenge", "language", "priorities", "competences")
        widgets = {"priorities": forms.CheckboxSelectMultiple}
        labels = {
            "challenge": _("What the region faces"),
            "language": _("Language of this text"),
            "priorities": _("Priorities"),
        }
        help_texts = {
            "challenge": _("Counted for those who look for practices and say nothing else."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        topics = Topic.objects.sub_topics().select_related("parent")
        self.fields["priorities"].queryset = topics.order_by("parent__position", "position")
        self.fields["priorities"].label_from_instance = lambda topic: f"{topic.code} {topic.label}"


class RequirementsForm(forms.ModelForm):
    competences = CompetencesField(
        label=_("Competences the region needs"),
        none_label=_("None of these in particular"),
        help_text=_("Without a tick the page says that it is not known."),
    )
    least_population = forms.IntegerField(
        label=_("Least number of people in the region"),
        required=False,
        min_value=0,
        max_value=2_000_000_000,
        help_text=_("0 if the size does not matter."),
    )

    class Meta:
        model = Requirements
        fields = ("competences", "least_population", "cost", "months")
        labels = {
            "cost": _("Cost in euros"),
            "months": _("Months until it works"),
        }
        help_texts = {
            "cost": _("To start it and run it for a year, about."),
            "months": _("From the decision to the first results, about."),
        }
