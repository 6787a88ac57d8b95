"""What happens in the demonstration: made-up practices, carried on by the actions of people."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from ponte.assessment import actions as assessing
from ponte.assessment.models import REGIONAL, Rubric
from ponte.community.models import Member
from ponte.demo.accounts import DOMAIN
from ponte.demo.records import SOURCE, find_regions, find_topics, read
from ponte.practices import states
from ponte.practices.judging import actions as judging
from ponte.practices.judging.models import Adoption, EvidenceEntry
from ponte.practices.models import Practice
from ponte.practices.slugs import make_slug
from ponte.projects.models import Project
from ponte.review import actions as reviewing
from ponte.review.models import Assignment, Review

REGIONS = ("region", "institution_region")
JUDGED_ALIKE = "Made up for the demonstration."


def load_journeys() -> tuple[int, int]:
    """Begin the journeys that were not begun yet; return how many there are, how many began.

    What happened since stays as it is: a journey goes on by what people do.
    """
    rows = read("journey")
    known = set(Practice.objects.filter(source=SOURCE).values_list("external_id", flat=True))
    new = [row for row in rows if row["external_id"] not in known]
    for row in new:
        tell(row)
    return len(rows), len(new)


def tell(row) -> None:
    steps, author, topics = row.pop("steps"), row.pop("author"), row.pop("topics")
    for name in REGIONS:
        if name in row:
            row[name] = find_regions([row[name]])[0]
    if "project" in row:
        row["project"] = Project.objects.get(slug=row["project"])
    practice = Practice(
        source=SOURCE, slug=make_slug(title=row["title"]), author=person(author), **row
    )
    practice.full_clean()
    practice.save()
    practice.topics.set(find_topics(topics))
    for step in steps:
        take(Practice.objects.get(pk=practice.pk), **step)


def person(name: str) -> Member:
    return Member.objects.get(email=f"{name}{DOMAIN}")


def take(practice, *, do: str, by: str = "", **given) -> None:
    """Carry out one step, named `do`, as the account called `by`."""
    actor = person(by) if by else None
    if do in STEPS:
        STEPS[do](practice, actor, **given)
    else:
        states.move(practice=practice, event=do, actor=actor, **given)


def assign(practice, actor, *, to):
    review = Review.objects.open().get(practice=practice)
    for name in to:
        reviewing.assign(review=review, expert=person(name), by=actor)


def score(practice, actor, *, values, remark):
    """`values` are those of the criteria in their order."""
    assignment = asked(practice, actor)
    criteria = zip(assignment.review.rubric.criteria_for(None), values, strict=True)
    scores = {criterion: (value, JUDGED_ALIKE) for criterion, value in criteria}
    assignment = reviewing.keep(assignment=assignment, scores=scores, remark=remark)
    reviewing.submit(assignment=assignment)


def assess(practice, actor, *, values, comments):
    """Judge for one's region: `values` and `comments` are those of the criteria in their order."""
    sheet = assessing.regional_sheet(
        practice=practice,
        assessor=actor,
        rubric=Rubric.objects.named(REGIONAL),
        region=actor.region,
    )
    answers = zip(sheet.criteria, values, comments, strict=True)
    scores = {criterion: (value, comment) for criterion, value, comment in answers}
    assessing.submit(assessment=assessing.score(assessment=sheet, scores=scores))


def due(practice, actor, *, days):
    """Let a review be due so many days from now."""
    assignment = asked(practice, actor)
    assignment.due = timezone.localdate() + timedelta(days=days)
    assignment.save(update_fields=["due"])


def asked(practice, expert) -> Assignment:
    return Assignment.objects.open().get(review__practice=practice, expert=expert)


def add_result(practice, actor, **fields):
    judging.add_result(entry=EvidenceEntry(practice=practice, **fields), by=actor)


def report_trial(practice, actor, *, region, **fields):
    adoption = Adoption(practice=practice, region=find_regions([region])[0], **fields)
    judging.report_trial(adoption=adoption, by=actor)


def reply(practice, actor, *, to, answer):
    adoption = practice.adoptions.get(reporter=person(to))
    judging.answer_trial(adoption=adoption, by=actor, answer=answer)


def ask(practice, actor, *, text):
    judging.ask(practice=practice, by=actor, text=text)


def answer(practice, actor, *, answer):
    question = practice.questions.waiting().get()
    judging.answer_question(question=question, by=actor, answer=answer)


STEPS: dict[str, Callable[..., None]] = {
    "assign": assign,
    "score": score,
    "assess": assess,
    "due": due,
    "result": add_result,
    "trial": report_trial,
    "reply": reply,
    "question": ask,
    "answer": answer,
}
