"""A made-up project that chooses among its practices, carried on by the actions of people."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ponte.assessment.models import Rubric
from ponte.demo.journeys import JUDGED_ALIKE, person
from ponte.demo.journeys import tell as tell_practice
from ponte.demo.records import read
from ponte.demo.stages import ALIKE
from ponte.learning.places import place_of
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.selection import actions
from ponte.selection.actions import Judgement
from ponte.selection.models import Round


@transaction.atomic
def load_choices() -> tuple[int, int]:
    """Begin the projects that were not begun yet; return how many there are, how many began.

    What happened since stays as it is.
    """
    rows = read("choice")
    known = set(Round.objects.filter(is_demonstration=True).values_list("project__slug", flat=True))
    new = [row for row in rows if row["project"] not in known]
    for row in new:
        tell(**row)
    return len(rows), len(new)


def tell(*, project, practices, rounds) -> None:
    project = Project.objects.get(slug=project)
    topics = [topic.code for topic in project.topics.all()]
    for practice in practices:
        fields = {**ALIKE, "institution_region": practice["region"], "topics": topics}
        fields["institution_city"] = practice["city"]
        steps = [{"do": "submit", "by": practice["author"]}]
        tell_practice({**fields, **practice, "project": project.slug, "steps": steps})
    for each in rounds:
        choose(project, list(project.regions.all()), **each)


def choose(project, regions, *, rubric, days, practices, scores, decision=None, **values) -> None:
    """One round: made, opened, scored and, with a `decision`, closed and decided."""
    found = {each.external_id: each for each in Practice.objects.filter(project=project)}
    by = person("lead-partner")
    deadline = timezone.localdate() + timedelta(days=days)
    round = actions.make_round(
        project=project,
        by=by,
        practices=[found[name] for name in practices],
        regions=regions,
        scorers={person(name): place_of(person(name), project, regions) for name in scores},
        rubric=Rubric.objects.named(rubric),
        deadline=max(deadline, timezone.localdate()),
        is_demonstration=True,
        **values,
    )
    round = actions.open_round(round=round, by=by)
    for name, given in scores.items():
        scorer = round.scorers.select_related("region", "member").get(member=person(name))
        for practice, numbers in given.items():
            score(round.candidates.get(practice=found[practice]), scorer, numbers)
    if decision:
        decide(round, by, found, decision)
    Round.objects.filter(pk=round.pk).update(deadline=deadline)


def score(candidate, scorer, numbers) -> None:
    sheet = actions.sheet_for(candidate=candidate, scorer=scorer)
    answers = zip(sheet.criteria, numbers, strict=True)
    scores = {criterion: (number, JUDGED_ALIKE) for criterion, number in answers}
    actions.give_scores(candidate=candidate, sheet=sheet, scores=scores, hands_in=True)


def decide(round, by, found, decision) -> None:
    summary = decision.pop("summary")
    round = actions.close_round(round=round, by=by)
    judgements = {
        round.candidates.get(practice=found[name]): Judgement(*said)
        for name, said in decision.items()
    }
    actions.decide(round=round, by=by, judgements=judgements, reason=summary)
