"""Selection rounds with people who score, for tests."""

from datetime import date, timedelta

from django.utils import timezone

from ponte.assessment.models import Rubric
from ponte.projects.models import ProjectMember
from ponte.regions.models import Region
from ponte.selection import actions
from ponte.selection.actions import Judgement
from tests.factories.community import make_member, make_organisation
from tests.factories.practices import make_practice
from tests.factories.projects import make_project, make_project_member

REGIONS = ("FI1D7", "SI03", "ES51", "ITI1")
Role = ProjectMember.Role


class Selection:
    """A project of four regions, each with one practice and one scorer, and its round."""

    def __init__(self, *, regions=REGIONS, state="project_check", **values):
        self.project = make_project(regions=regions)
        self.lead = self.join(make_member(first_name="Lea"), Role.LEAD_PARTNER)
        self.author = make_member(first_name="Aki")
        self.regions = [Region.objects.get(code=code) for code in regions]
        self.practices = [
            make_practice(
                title=f"Practice of {region.code}",
                region=region,
                project=self.project,
                from_project=True,
                author=self.author,
                state=state,
            )
            for region in self.regions
        ]
        self.officers = [
            self.join(
                make_member(
                    first_name="Officer",
                    last_name=region.code,
                    region=region,
                    organisation=make_organisation(region=region),
                )
            )
            for region in self.regions
        ]
        self.round = actions.make_round(
            project=self.project,
            by=self.lead,
            practices=self.practices,
            regions=self.regions,
            scorers=dict(zip(self.officers, self.regions, strict=True)),
            **{
                "title": "First choice",
                "rubric": Rubric.objects.named("smarty"),
                "deadline": timezone.localdate() + timedelta(days=14),
                **values,
            },
        )

    def join(self, member, role=Role.PARTNER):
        make_project_member(self.project, member, role)
        return member

    def open(self):
        self.round = actions.open_round(round=self.round, by=self.lead)
        return self

    def close(self):
        self.round = actions.close_round(round=self.round, by=self.lead)
        return self

    def candidate(self, number):
        return self.round.candidates.get(practice=self.practices[number])

    def sheet(self, officer, practice):
        scorer = self.round.scorers.get(member=self.officers[officer])
        return actions.sheet_for(candidate=self.candidate(practice), scorer=scorer)

    def score(self, officer, practice, *values, hands_in=True):
        """Let the officer of one region score the practice of another."""
        sheet = self.sheet(officer, practice)
        scores = {
            each: (value, "Because.") for each, value in zip(sheet.criteria, values, strict=True)
        }
        return actions.give_scores(
            candidate=self.candidate(practice), sheet=sheet, scores=scores, hands_in=hands_in
        )

    def score_all(self, *values):
        """Everybody gives everything the same scores, or 4."""
        for officer in range(len(self.officers)):
            for practice in range(len(self.practices)):
                if officer != practice:
                    self.score(officer, practice, *(values or (4, 4, 4, 4)))
        return self

    def decide(self, *selected, reason=""):
        judgements = {
            self.candidate(number): Judgement(number in selected, f"Reason {number}.")
            for number in range(len(self.practices))
        }
        self.round = actions.decide(
            round=self.round, by=self.lead, judgements=judgements, reason=reason
        )
        return self


def past(days=1) -> date:
    return timezone.localdate() - timedelta(days=days)
