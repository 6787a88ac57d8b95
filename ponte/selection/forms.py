"""What people fill in to prepare and to decide a selection."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ponte.assessment.models import Criterion, Rubric
from ponte.community.models import Member
from ponte.core.lines import LinesField
from ponte.learning.places import place_of
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.regions.models import Region
from ponte.review.forms import limited
from ponte.review.lookup import practice_called
from ponte.selection.actions import Judgement, Scoring
from ponte.selection.models import REASON_LIMIT, Candidate, Round

State = Practice.State
USUAL = "smarty"


def practices_to_choose(project: Project):
    """What the project has found and its authors have sent in."""
    found = Practice.objects.filter(project=project, revision_of=None)
    return found.exclude(state__in=[State.DRAFT, State.DECLINED, State.ARCHIVED])


class RoundForm(forms.ModelForm):
    """What a round is about, and who scores in it."""

    practices = forms.ModelMultipleChoiceField(
        label=_("Practices of the project"),
        queryset=Practice.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = LinesField(
        label=_("Other validated practices"),
        required=False,
        help_text=_("The addresses of their pages, or their exact titles, one per line."),
    )
    regions = forms.ModelMultipleChoiceField(
        label=_("Adopting regions"),
        queryset=Region.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each scores the practices of the others, never its own."),
    )
    scorers = forms.ModelMultipleChoiceField(
        label=_("Who scores"),
        queryset=Member.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Members of the project who work for one of its regions. Several of one region count "
            "together as one."
        ),
    )
    deadline = forms.DateField(
        label=_("Scores wanted by"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Round
        fields = ("title", "introduction", "rubric", "deadline")
        help_texts = {
            "introduction": _("Those who score read it: what the practices are wanted for."),
            "rubric": _("As they are today: later versions do not touch this round."),
        }

    field_order = (
        "title", "introduction", "practices", "others", "regions", "scorers", "rubric", "deadline",
    )  # fmt: skip

    def __init__(self, *args, project, **kwargs):
        self.project = project
        super().__init__(*args, **kwargs)
        self.instance.project = project
        self.places = self.find_places()
        self.fields["practices"].queryset = practices_to_choose(project).order_by("title")
        self.fields["regions"].queryset = project.regions.all()
        self.fields["scorers"].queryset = Member.objects.filter(
            pk__in=[member.pk for member in self.places]
        )
        self.fields["scorers"].label_from_instance = self.label_of
        self.fields["regions"].label_from_instance = lambda region: region.label
        rubric = self.fields["rubric"]
        rubric.queryset = self.rubrics()
        rubric.empty_label = None
        rubric.label_from_instance = lambda each: each.label
        rubric.disabled = bool(self.instance.pk and self.instance.is_open)
        for field in self.fields.values():
            field.label = capfirst(field.label)
        self.fill_in()

    def find_places(self) -> dict[Member, Region]:
        """The region that each member of the project may score for."""
        people = Member.objects.present().filter(project_roles__project=self.project).distinct()
        regions = list(self.project.regions.all())
        found = {
            member: place_of(member, self.project, regions)
            for member in people.select_related("organisation__region", "region")
        }
        return {member: region for member, region in found.items() if region is not None}

    def rubrics(self):
        """Current ones with something to score, and the one in use."""
        scored = Criterion.objects.filter(kind=Criterion.Kind.SCORE, weight__gt=0)
        current = Rubric.objects.current().filter(pk__in=scored.values("rubric"))
        pks = [*current.values_list("pk", flat=True)]
        if self.instance.pk:
            pks.append(self.instance.rubric_id)
        return Rubric.objects.filter(pk__in=pks)

    def fill_in(self):
        if self.instance.pk:
            chosen = [each.practice for each in self.instance.candidates.select_related("practice")]
            own = set(self.fields["practices"].queryset.values_list("pk", flat=True))
            self.initial |= {
                "practices": [each.pk for each in chosen if each.pk in own],
                "others": [each.get_absolute_url() for each in chosen if each.pk not in own],
                "regions": [each.pk for each in self.instance.regions.all()],
                "scorers": [each.member_id for each in self.instance.scorers.all()],
            }
            return
        usual = Rubric.objects.current().filter(slug=USUAL).first()
        self.initial = {
            "practices": [each.pk for each in self.fields["practices"].queryset],
            "regions": [each.pk for each in self.fields["regions"].queryset],
            "scorers": [member.pk for member in self.places],
            "rubric": usual and usual.pk,
            **self.initial,
        }

    def label_of(self, member: Member) -> str:
        where = self.places[member].label
        return f"{member} ({member.organisation or _('no organisation')}): {where}"

    def clean_deadline(self):
        day = self.cleaned_data["deadline"]
        if day < timezone.localdate() and day != self.instance.deadline:
            raise ValidationError(_("This day has passed."))
        return day

    def clean_others(self) -> list[Practice]:
        found = []
        for text in self.cleaned_data["others"]:
            practice = practice_called(text)
            if practice is None or not practice.is_public:
                raise ValidationError(
                    _("No validated practice has this address or title: %(text)s"),
                    params={"text": text},
                )
            found.append(practice)
        return found

    def clean(self):
        values = super().clean()
        if not (values.get("practices") or values.get("others") or self.errors):
            self.add_error("practices", _("Choose at least one practice."))
        regions = set(values.get("regions") or [])
        if len(regions) == 1:
            self.add_error("regions", _("Choose two regions or more: none scores its own."))
        for member in values.get("scorers") or []:
            if regions and self.places[member] not in regions:
                told = _("%(name)s works for %(region)s, which you have not chosen.")
                words = {"name": member, "region": self.places[member].label}
                self.add_error("scorers", told % words)
        return values

    @property
    def values(self) -> dict[str, Any]:
        """What `actions.make_round` and `change_round` want."""
        given = self.cleaned_data
        scorers: Scoring = {member: self.places[member] for member in given["scorers"]}
        return {
            **{name: given[name] for name in self.Meta.fields},
            "practices": list(dict.fromkeys([*given["practices"], *given["others"]])),
            "regions": given["regions"],
            "scorers": scorers,
        }


class DecisionForm(forms.Form):
    """What is decided on each practice, and why. The shortlist is filled in."""

    summary = limited(
        _("Why this choice as a whole"),
        limit=REASON_LIMIT,
        required=False,
        help_text=_("For example: what was weighed that the figures do not show."),
    )

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            candidate = row.candidate
            chosen = candidate.is_selected
            if chosen is None:
                chosen = row.standing.is_shortlisted
            self.fields[f"chosen-{candidate.pk}"] = forms.ChoiceField(
                label=row.practice.title,
                choices=[("yes", _("Take it on")), ("no", _("Do not take it on"))],
                widget=forms.RadioSelect,
                initial="yes" if chosen else "no",
            )
            self.fields[f"reason-{candidate.pk}"] = limited(_("Reason"), limit=REASON_LIMIT, rows=2)
            self.initial[f"reason-{candidate.pk}"] = candidate.reason

    @property
    def questions(self):
        """Of each practice: its row, and the two fields."""
        return [
            (row, self[f"chosen-{row.candidate.pk}"], self[f"reason-{row.candidate.pk}"])
            for row in self.rows
        ]

    @property
    def judgements(self) -> dict[Candidate, Judgement]:
        given = self.cleaned_data
        return {
            row.candidate: Judgement(
                given[f"chosen-{row.candidate.pk}"] == "yes", given[f"reason-{row.candidate.pk}"]
            )
            for row in self.rows
        }
