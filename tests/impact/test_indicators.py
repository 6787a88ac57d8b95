"""Common indicators count what their rules say, and nothing else."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from ponte.impact import indicators
from ponte.impact.models import CommonCount
from ponte.learning.models import Activity, Participant
from ponte.regions.models import Region
from tests.factories.community import make_organisation
from tests.factories.plans import endorsed_plan, make_plan, running_plan
from tests.factories.practices import make_practice
from tests.factories.projects import make_partner, make_project
from tests.factories.transfers import adopted, make_transfer

pytestmark = pytest.mark.django_db


def counted():
    indicators.count()
    return dict(CommonCount.objects.values_list("code", "value"))


def joint(project):
    project.regions.set(Region.objects.filter(code__in=["ITI1", "SI03"]))
    return project


def come(activity, name):
    participant, _new = Participant.objects.get_or_create(
        project=activity.project, name=name, organisation="Office"
    )
    activity.participations.create(participant=participant)


def test_every_indicator_has_a_rule_and_is_counted():
    assert set(counted()) == {each.code for each in indicators.INDICATORS}
    assert all(each.rule for each in indicators.INDICATORS)


def test_plans_count_once_endorsed_and_only_of_projects_in_two_countries():
    make_plan(project=joint(make_project()))
    endorsed_plan(project=joint(make_project()))
    running_plan(project=joint(make_project()))
    alone = running_plan().project
    alone.regions.set(Region.objects.filter(code__in=["ITI1", "ITI2"]))

    found = counted()

    assert (found["RCO83"], found["RCR79"]) == (2, 1)


def test_participations_count_each_time_and_once_the_day_has_come():
    project, tomorrow = joint(make_project()), timezone.localdate() + timedelta(days=1)
    seminar, final, to_come = (
        Activity.objects.create(project=project, kind=kind, title=kind, start=start)
        for kind, start in (
            ("seminar", date(2024, 5, 1)),
            ("final", date(2024, 6, 1)),
            ("webinar", tomorrow),
        )
    )
    Activity.objects.create(project=project, kind="final", title="Some day")
    for activity in (seminar, final, to_come):
        come(activity, "Ada")
    come(seminar, "Bea")

    found = counted()

    assert (found["RCO81"], found["RCO115"]) == (3, 1)


def test_organisations_and_solutions_count_once():
    body = make_organisation()
    for _number in range(2):
        project = make_project()
        make_partner(project, organisation=body)
        make_partner(project, name="Known by name only")
    practice = adopted().practice
    adopted(practice, region="ITI1")
    make_transfer(make_practice(title="On its way"))

    found = counted()

    assert (found["RCO87"], found["RCR104"]) == (2, 1)
