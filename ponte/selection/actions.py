"""What happens in a selection: it is prepared, scored, decided, and what was chosen sent on."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ponte import activity
from ponte.assessment import actions as assessing
from ponte.assessment.models import Assessment
from ponte.community.models import Member
from ponte.practices import states as practice_states
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.regions.models import Region
from ponte.selection import notices, sealing, states
from ponte.selection.models import Candidate, Round, Scorer
from ponte.selection.results import Results, results_of
from ponte.selection.rules import to_score
from ponte.selection.states import Event

Scoring = Mapping[Member, Region]


class IsClosed(ValidationError):
    """No scores are taken in this round now."""


class Judgement(NamedTuple):
    """What is decided on one practice, and why."""

    is_selected: bool
    reason: str


class SentOn(NamedTuple):
    """What became of the practices that were selected: sent to the experts now, with them or
    validated already, or not sent, each with the reason."""

    sent: list[Practice]
    already: list[Practice]
    held: list[tuple[Practice, str]]


@transaction.atomic
def make_round(
    *,
    project: Project,
    by: Member,
    practices: Iterable[Practice],
    regions: Iterable[Region],
    scorers: Scoring,
    **values: Any,
) -> Round:
    """Prepare a round; `values` are fields of it. Raises ValidationError."""
    assessing.hold(values["rubric"])
    round = Round(project=project, **values)
    round.full_clean()
    round.save()
    fill(round, practices, regions, scorers)
    activity.record(actor=by, verb="make", target=round, to_state=round.state)
    return round


@transaction.atomic
def change_round(
    *,
    round: Round,
    by: Member,
    practices: Iterable[Practice],
    regions: Iterable[Region],
    scorers: Scoring,
    **values: Any,
) -> Round:
    """Say anew what a round is about and who scores. While scores come in, its criteria stay.

    Raises IsClosed and ValidationError.
    """
    round = Round.objects.select_for_update().get(pk=round.pk)
    if round.is_over:
        raise IsClosed(_("This round takes no scores any more."))
    if round.is_open and values.get("rubric", round.rubric) != round.rubric:
        raise ValidationError({"rubric": _("Scores are given by these criteria already.")})
    for name, value in values.items():
        setattr(round, name, value)
    round.lock_version += 1
    round.full_clean()
    round.save()
    before = set(round.scorers.values_list("member", flat=True))
    fill(round, practices, regions, scorers)
    activity.record(actor=by, verb="change", target=round)
    if round.is_open:
        states.check_table(round)
        sealing.seal()
        new = [scorer.member for scorer in round.scorers.all() if scorer.member_id not in before]
        notices.ask(round, new, key=f"joined-{round.lock_version}")
    return round


def fill(round: Round, practices, regions, scorers: Scoring) -> None:
    """Give a round its practices, regions and scorers."""
    round.regions.set(regions)
    wanted = list(practices)
    for gone in round.candidates.exclude(practice__in=wanted):
        gone.delete()
    present = set(round.candidates.values_list("practice", flat=True))
    for practice in wanted:
        if practice.pk not in present:
            Candidate.objects.create(round=round, practice=practice)
    for scorer in round.scorers.all():
        if scorers.get(scorer.member) != scorer.region:
            scorer.delete()
    present = set(round.scorers.values_list("member", flat=True))
    for member, region in scorers.items():
        if member.pk not in present:
            Scorer.objects.create(round=round, member=member, region=region)


@transaction.atomic
def open_round(*, round: Round, by: Member) -> Round:
    """Let scores come in, or come in again. Raises states.IllegalMove."""
    event = Event.REOPEN if round.is_over else Event.OPEN
    round = states.move(round=round, event=event, actor=by)
    sealing.seal()
    return round


def close_round(*, round: Round, by: Member) -> Round:
    """Take no more scores. Raises states.IllegalMove."""
    return states.move(round=round, event=Event.CLOSE, actor=by)


@transaction.atomic
def drop_round(*, round: Round) -> None:
    """Delete a round that was never opened. Raises IsClosed."""
    round = Round.objects.select_for_update().get(pk=round.pk)
    if not round.is_draft:
        raise IsClosed(_("Scores were asked for: this round stays."))
    round.delete()


def sheet_for(*, candidate: Candidate, scorer: Scorer) -> Assessment:
    """The scorer's sheet for a practice, kept or still to be begun."""
    return assessing.regional_sheet(
        practice=candidate.practice,
        assessor=scorer.member,
        rubric=candidate.round.rubric,
        region=scorer.region,
    )


@transaction.atomic
def give_scores(*, candidate: Candidate, sheet: Assessment, scores, basis=None, hands_in: bool):
    """Keep a sheet as a draft, or hand it in; return it.

    Raises IsClosed and what `assessment.actions.score` and `submit` raise.
    """
    # Closing waits for us, or we for it.
    round = Round.objects.select_for_update().get(pk=candidate.round_id)
    if not round.is_open:
        raise IsClosed(_("This round takes no scores now."))
    sheet = assessing.score(assessment=sheet, scores=scores, basis=basis)
    if not hands_in:
        return sheet
    sheet = assessing.submit(assessment=sheet)
    activity.record(
        actor=sheet.assessor, verb="score", target=round, detail={"practice": sheet.practice_id}
    )
    if not to_score(round, sheet.assessor):
        notices.settle(round, sheet.assessor)
    return sheet


@transaction.atomic
def remind(*, round: Round, by: Member) -> int:
    """Remind everybody whose scores are missing, once a day; return how many were told."""
    owing = [each.member for each in results_of(round).missing]
    told = notices.ask(round, owing, key=f"by-hand-{timezone.localdate()}")
    if told:
        activity.record(actor=by, verb="remind", target=round)
    return len(told)


@transaction.atomic
def decide(
    *, round: Round, by: Member, judgements: Mapping[Candidate, Judgement], reason: str = ""
) -> Round:
    """Decide on every practice, or correct what was decided; return the round.

    The log keeps the judgements with all figures as they are at this moment; nobody can change
    it. From now on the scores are shown on the pages of the practices. Raises
    states.IllegalMove and ValidationError.
    """
    round = Round.objects.select_for_update().select_related("rubric", "project").get(pk=round.pk)
    for candidate, judgement in judgements.items():
        candidate.is_selected, candidate.reason = judgement
        candidate.full_clean(validate_unique=False)
        candidate.save(update_fields=["is_selected", "reason"])
    event = Event.CORRECT if round.is_decided else Event.DECIDE
    detail = {"reason": reason.strip(), "record": record_of(results_of(round))}
    round = states.move(round=round, event=event, actor=by, detail=detail)
    sealing.unseal()
    return round


def record_of(results: Results) -> dict[str, Any]:
    """All that is known at a decision, for the log."""
    return {
        "criteria": str(results.round.rubric),
        "weights": {each.slug: float(each.weight) for each in results.criteria},
        "agreement": [
            {"criterion": each.criterion.slug if each.criterion else "", "alpha": each.alpha}
            for each in results.agreement
        ],
        "practices": [
            {
                "practice": row.practice.pk,
                "title": row.practice.title,
                "rank": row.standing.rank,
                "regions": row.standing.regions,
                "convinced": row.standing.convinced,
                "mean": None if row.standing.mean is None else float(row.standing.mean),
                "deviation": row.standing.deviation,
                "shortlisted": row.standing.is_shortlisted,
                "selected": row.candidate.is_selected,
                "reason": row.candidate.reason,
                "scores": {
                    place.region.code: float(place.score)
                    for place in row.places
                    if place.score is not None
                },
            }
            for row in results.rows
        ],
    }


@transaction.atomic
def send_on(*, round: Round, by: Member) -> SentOn:
    """Let what was selected go on to validation, through the door of practices.

    What waits for the project's check is approved as `by`, which passes it on to the experts.
    """
    outcome = SentOn([], [], [])
    for candidate in round.candidates.filter(is_selected=True).select_related("practice"):
        practice = candidate.practice
        if practice.is_public or practice.is_on_project_page:
            outcome.already.append(practice)
            continue
        try:
            with transaction.atomic():
                moved = practice_states.move(
                    practice=practice, event=practice_states.Event.APPROVE, actor=by
                )
        except practice_states.IllegalMove as error:
            outcome.held.append((practice, why_held(practice, error)))
        else:
            outcome.sent.append(moved)
    if outcome.sent:
        sent = [practice.pk for practice in outcome.sent]
        activity.record(actor=by, verb="send-on", target=round, detail={"practices": sent})
    return outcome


def why_held(practice: Practice, error: ValidationError) -> str:
    if error.code == "right":
        return _("you wrote it, or it is another project’s: somebody else must approve it")
    return _("it stands at: %(state)s") % {"state": practice.get_state_display()}
