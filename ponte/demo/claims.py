"""Improvements of the demonstration, carried on by the actions of people."""

from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q

from ponte.demo.journeys import person
from ponte.demo.records import SOURCE, find_regions, read
from ponte.impact import actions, indicators, states, tallies
from ponte.impact.actions import Origin
from ponte.impact.models import Claim
from ponte.instruments.models import PolicyInstrument
from ponte.learning.models import Activity
from ponte.plans.models import Action
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.topics.models import Topic
from ponte.transfers.models import Transfer

TEXTS = ("title", "type", "description", "contribution", "effective_on", "beneficiaries",
         "indicator", "indicator_unit", "indicator_before", "indicator_after")  # fmt: skip
PROOF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


@transaction.atomic
def load_claims() -> tuple[int, int]:
    """Claim the improvements that were not claimed yet; return how many there are, how many began.

    What happened since stays as it is.
    """
    rows = read("claim")
    known = set(Claim.objects.filter(is_demonstration=True).values_list("title", flat=True))
    new = [row for row in rows if row["title"] not in known]
    for row in new:
        tell(row)
    indicators.count()
    return len(rows), len(new)


def tell(row) -> None:
    values = {name: row[name] for name in TEXTS if name in row}
    for name in ("indicator_before", "indicator_after"):
        if name in values:
            values[name] = Decimal(values[name])
    file = ContentFile(PROOF, name="decision-demonstration.pdf")
    file.extension = ".pdf"
    claim = actions.make_claim(
        by=person(row["by"]),
        values={
            **values,
            "instrument": PolicyInstrument.objects.get(slug=row["instrument"]),
            "project": Project.objects.get(slug=row["project"]),
            "topic": Topic.objects.get(slug=row["topic"]),
            "attestor": person(row["attestor"]),
        },
        origins=origins_of(row),
        money={(year, kind): Decimal(amount) for year, kind, amount in row["money"]},
        files=[file] if row["steps"] else [],
        is_demonstration=True,
    )
    actors = {"send": person(row["by"]), "attest": person(row["attestor"])}
    actors["refuse"] = actors["attest"]
    for event, words in row["steps"]:
        actor = actors.get(event) or person("secretariat")
        claim = states.move(claim=claim, event=event, actor=actor, words=words)


def origins_of(row) -> list[Origin]:
    found = [practice(name) for name in row.get("practices", [])]
    if "transfer" in row:
        name, region = row["transfer"]
        transfers = Transfer.objects.filter(is_demonstration=True, practice__external_id=name)
        transfer = transfers.filter(region=find_regions([region])[0]).first()
        if transfer:
            found.append(Origin(str(transfer), transfer=transfer))
    if "action_from" in row:
        actions_made_up = Action.objects.filter(
            plan__is_demonstration=True,
            plan__endorsed_on__isnull=False,
        ).filter(
            Q(sources__transfer__practice__external_id=row["action_from"])
            | Q(sources__practice__external_id=row["action_from"]),
        )
        if action := actions_made_up.first():
            found.append(Origin(action.title, action=action))
    for title in row.get("activities", []):
        activity = Activity.objects.get(project__slug=row["project"], title=title)
        found.append(Origin(title, activity=activity))
    return [*found, *(Origin(name) for name in row.get("events", []))]


def practice(name: str) -> Origin:
    found = Practice.objects.get(source=SOURCE, external_id=name)
    return Origin(found.title, practice=found)


def remove_claims() -> None:
    """Delete what was made up: before the plans, transfers and practices on which it rests."""
    made_up = Claim.objects.filter(is_demonstration=True)
    made_up.filter(corrects__isnull=False).delete()
    made_up.delete()
    tallies.rebuild()
