"""Action plans of the demonstration, written and carried out by the actions of people."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from ponte.demo.journeys import person
from ponte.demo.records import SOURCE, read
from ponte.instruments.models import PolicyInstrument
from ponte.plans import actions, states
from ponte.plans.models import Action, ActionPlan, Evidence, Participant, Report
from ponte.plans.sections import place_at
from ponte.plans.semesters import ended
from ponte.plans.states import Signature
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.transfers.models import Transfer

MONTH = 30.4  # days
EVIDENCE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


@transaction.atomic
def load_plans() -> tuple[int, int]:
    """Write the plans that are not there yet; return how many there are, how many are new."""
    rows = read("plan")
    new = [row for row in rows if not is_there(row)]
    for row in new:
        tell(row)
    return len(rows), len(new)


def is_there(row) -> bool:
    return ActionPlan.objects.filter(project__slug=row["project"]).exists()


def tell(row) -> None:
    by, officer = person(row["by"]), person(row["authority"])
    since = timezone.localdate() - timedelta(days=row["days"])
    project = Project.objects.get(slug=row["project"])
    instrument = PolicyInstrument.objects.get(slug=row["instrument"])
    plan = actions.begin_plan(project=project, instrument=instrument, by=by, is_demonstration=True)
    plan = actions.edit(
        record=plan,
        by=by,
        values={
            "context": row["context"],
            "improvement": row["improvement"],
            "partners": project.partners.all(),
        },
        seen=plan.lock_version,
    )
    for given in row["action"]:
        write(plan, by, given, since)
    take_part(plan, by, person(row["stakeholder"]), Participant.Role.STAKEHOLDER)
    take_part(plan, by, officer, Participant.Role.AUTHORITY)
    discuss(plan, row)
    if row["until"] == "consult":
        states.move(plan=plan, event="consult", actor=by)
        return
    carry_out(plan, by, officer, since)
    for action, given in zip(plan.actions.all(), row["action"], strict=True):
        report(action, by, given["reports"], since)
    if row["until"] == "complete":
        states.move(plan=plan, event="complete", actor=by)


def write(plan, by, given, since) -> None:
    """One action: taken over from a transfer, or from a practice."""
    if "transfer" in given:
        transfer = Transfer.objects.get(
            is_demonstration=True,
            practice__external_id=given["transfer"],
            region=plan.instrument.territory,
        )
        action = actions.take_over_transfer(plan=plan, transfer=transfer, by=by)
        values = {}
    else:
        action = actions.add_action(plan=plan, by=by, title=given["title"])
        practice = Practice.objects.get(source=SOURCE, external_id=given["practice"])
        source = {"kind": "practice", "practice": practice, "transfer": None,
                  "name": practice.title, "note": ""}  # fmt: skip
        texts = {name: given[name] for name in ("background", "activities", "players")}
        values = {**texts, "sources": [source]}
    values |= {
        "starts_on": day(since, given["starts_in"]),
        "ends_on": day(since, given["ends_in"]),
        "responsible": by,
        "improvement_type": given["improvement_type"],
        "improvement": given["improvement"],
        "cost_lines": [lined(("category", "text", "amount"), each) for each in given["costs"]],
        "funding_lines": [lined(("kind", "text", "amount"), each) for each in given["funding"]],
        "indicators": [
            lined(("name", "unit", "baseline", "target"), each) for each in given["indicators"]
        ],
        "steps": [
            {"text": text, "who": who, "starts_on": day(since, first), "ends_on": day(since, last)}
            for text, who, first, last in given["steps"]
        ],
    }
    actions.edit(record=action, by=by, values=values, seen=action.lock_version)


def lined(columns, values) -> dict:
    figures = {"amount", "baseline", "target"}
    pairs = zip(columns, values, strict=True)
    return {name: Decimal(value) if name in figures else value for name, value in pairs}


def day(since: date, months: int) -> date:
    return since + timedelta(days=round(months * MONTH))


def take_part(plan, by, member, role) -> None:
    actions.join(invited=actions.invite(plan=plan, member=member, role=role, by=by))


def discuss(plan, row) -> None:
    place, stakeholder = place_at(plan, "context"), person(row["stakeholder"])
    actions.comment(place=place, by=stakeholder, text=row["comment"])
    suggestion = actions.suggest(
        place=place, by=stakeholder, field="improvement", text=row["suggestion"]
    )
    if row["until"] != "consult":
        actions.accept_suggestion(suggestion=suggestion, by=person(row["by"]))


def carry_out(plan, by, officer, since) -> None:
    """Take all steps; then date them back, as if it had been carried out since a day."""
    for event, actor in (("consult", by), ("submit", by), ("clear", person("secretariat"))):
        plan = states.move(plan=plan, event=event, actor=actor)
    signature = Signature(officer.name, officer.job_title, states.text_version(plan))
    plan = states.move(plan=plan, event="endorse", actor=officer, signature=signature)
    states.move(plan=plan, event="begin", actor=by)
    signed_on = since - timedelta(days=20)
    ActionPlan.objects.filter(pk=plan.pk).update(endorsed_on=signed_on, implementing_since=since)
    plan.endorsement.signed_on = signed_on
    plan.endorsement.save(update_fields=["signed_on"])


def report(action: Action, by, reports, since) -> None:
    action = Action.objects.select_related("plan").get(pk=action.pk)
    semesters = ended(since, today=timezone.localdate())
    for semester, given in zip(semesters, reports, strict=False):
        proof = ContentFile(EVIDENCE, name="list-of-payments-demonstration.pdf")
        proof.extension = ".pdf"
        figures = zip(action.indicators.all(), given.pop("figures"), strict=True)
        funds, approved = given.pop("funds", None), given.pop("approved", False)
        kept = actions.keep_report(
            action=action,
            semester=semester,
            by=by,
            values={**given, "funds_mobilised": funds and Decimal(funds)},
            figures={indicator: Decimal(value) for indicator, value in figures},
            file=proof,
        )
        sent = actions.send_report(report=kept, by=by)
        if approved:
            actions.approve_report(report=sent, by=person("lead-partner"))


def remove_plans() -> None:
    """Delete the plans of the demonstration with their reports."""
    for plan in ActionPlan.objects.filter(is_demonstration=True):
        files = [each.file for each in Evidence.objects.filter(plan=plan)]
        Report.objects.filter(action__plan=plan).update(evidence=None)
        plan.delete()
        for file in files:
            transaction.on_commit(lambda file=file: file.storage.delete(str(file)))
