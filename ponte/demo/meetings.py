"""Learning activities of the demonstration: known ones of SMARTY, made-up ones of the others."""

import tomllib

from django.db import transaction

from ponte.demo.journeys import person
from ponte.demo.records import DATA, SOURCE, find_regions
from ponte.instruments.models import PolicyInstrument
from ponte.learning import actions
from ponte.learning.models import Activity, Lesson, RegionalAnalysis
from ponte.learning.places import place_of
from ponte.practices.models import Practice
from ponte.projects.models import Project

REAL = "smarty"


@transaction.atomic
def load_meetings() -> tuple[int, int]:
    """Add the activities that are not there yet; return how many there are, how many came.

    What happened since stays as it is.
    """
    data = tomllib.loads((DATA / "meetings.toml").read_text())
    new = [row for row in data["meeting"] if not is_there(row)]
    for row in new:
        tell(**row)
    for row in data["analysis"]:
        analyse(**row)
    return len(data["meeting"]), len(new)


def is_there(row) -> bool:
    return Activity.objects.filter(project__slug=row["project"], title=row["title"]).exists()


def tell(*, project, practices=(), people=(), lessons=(), host_region="", **fields) -> None:
    project = Project.objects.get(slug=project)
    activity = Activity(
        project=project,
        host_region=find_regions([host_region])[0] if host_region else None,
        is_demonstration=project.slug != REAL,
        source=SOURCE,
        **{name: value.strip() if isinstance(value, str) else value
           for name, value in fields.items()},
    )  # fmt: skip
    found = {each.external_id: each for each in Practice.objects.filter(project=project)}
    actions.save_activity(
        activity=activity,
        by=person("lead-partner"),
        practices=[found[name] for name in practices],
    )
    for name, organisation, region, role in people:
        actions.note_participant(
            activity=activity,
            name=name,
            organisation=organisation,
            region=find_regions([region])[0],
            role=role,
        )
    for lesson in lessons:
        by = person(lesson.pop("by"))
        practice = found[lesson.pop("practice")]
        region = place_of(by, project, list(project.regions.all()))
        instrument = PolicyInstrument.objects.filter(slug=lesson.pop("policy_instrument", ""))
        told = Lesson(
            activity=activity,
            practice=practice,
            region=region,
            policy_instrument=instrument.first(),
            **lesson,
        )
        actions.write_lesson(lesson=told, by=by)


def analyse(*, project, by, **parts) -> None:
    project, by = Project.objects.get(slug=project), person(by)
    region = place_of(by, project, list(project.regions.all()))
    if not RegionalAnalysis.objects.filter(project=project, region=region).exists():
        analysis = RegionalAnalysis(project=project, region=region, **parts)
        actions.write_analysis(analysis=analysis, by=by)
