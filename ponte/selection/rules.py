"""Who may do what in the selection of a project. Most rules ask about a member and a round."""

from ponte.assessment.models import Assessment
from ponte.community.rules import is_secretariat
from ponte.core.access import rule
from ponte.practices.judging.rules import is_near
from ponte.projects.models import ProjectMember
from ponte.projects.rules import is_in_project_as, is_web_admin

is_of_project = is_in_project_as(*ProjectMember.Role)


@rule
def is_of_its_project(member, round):
    return is_of_project.test(member, round.project)


@rule
def runs_its_project(member, round):
    return is_web_admin.test(member, round.project)


@rule
def is_scorer(member, round):
    return round.scorers.filter(member=member).exists()


@rule
def is_draft(member, round):
    return round.is_draft


@rule
def is_open(member, round):
    return round.is_open


@rule
def is_over(member, round):
    return round.is_over


@rule
def is_decided(member, round):
    return round.is_decided


@rule
def is_in_preparation(member, round):
    """What a round is about, and who scores, may still be said."""
    return round.is_draft or round.is_open


@rule
def has_scores_to_give(member, round):
    """Whether `member` scores in it and has not handed in all scores asked of them."""
    return bool(to_score(round, member))


def to_score(round, member) -> list:
    """The candidates that `member` is to score and has not yet: none of their own region."""
    scorer = round.scorers.filter(member=member).select_related("region").first()
    if scorer is None:
        return []
    given = set(
        Assessment.objects.submitted()
        .filter(assessor=member, region=scorer.region_id, rubric=round.rubric_id)
        .values_list("practice", flat=True)
    )
    return [
        each
        for each in round.candidates.select_related("practice__region")
        if each.practice_id not in given and not is_near(scorer.region, each.practice.region)
    ]


# About a project.
sees_rounds = is_of_project | is_secretariat
may_make_rounds = is_web_admin
# About a round.
sees_round = is_of_its_project | is_secretariat
may_run = runs_its_project
may_change = runs_its_project & is_in_preparation
may_drop = runs_its_project & is_draft
may_score = is_scorer & is_open
sees_own_scores = is_scorer & ~is_draft
# Nobody reads scores of others before they have given their own; while scores come in, those
# who score and those who run it read them.
reads_live = (is_scorer | runs_its_project | is_secretariat) & ~has_scores_to_give
sees_scores = sees_round & (is_over | (is_open & reads_live))
may_decide = runs_its_project & is_over
may_send_on = runs_its_project & is_decided
may_remind = runs_its_project & is_open
