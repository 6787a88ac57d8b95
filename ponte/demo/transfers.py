"""Practices that travel in the demonstration, carried on by the actions of people."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ponte.demo.journeys import person
from ponte.demo.records import SOURCE, find_regions, read
from ponte.practices.models import Practice
from ponte.transfers import actions, states
from ponte.transfers.models import Component, Transfer
from ponte.transfers.suggestions import suggest

USUAL = (2, 1)
UNKNOWN = "?"


@transaction.atomic
def load_transfers() -> tuple[int, int]:
    """Begin the transfers that were not begun yet; return how many there are, how many began.

    What happened since stays as it is.
    """
    rows = read("transfer")
    begun = [tell(row) for row in rows if not is_there(row)]
    return len(rows), len(begun)


def is_there(row) -> bool:
    return Transfer.objects.filter(
        is_demonstration=True,
        practice__external_id=row["practice"],
        region=find_regions([row["region"]])[0],
    ).exists()


def tell(row) -> Transfer:
    steps, days = row.pop("steps"), row.pop("answers_in_days", None)
    transfer = actions.begin_transfer(
        practice=Practice.objects.get(source=SOURCE, external_id=row.pop("practice")),
        region=find_regions([row.pop("region")])[0],
        by=person(row.pop("by")),
        is_demonstration=True,
        answers_by=days and timezone.localdate() + timedelta(days=days),
        **row,
    )
    for step in steps:
        take(Transfer.objects.get(pk=transfer.pk), **step)
    return transfer


def take(transfer, *, do: str, by: str, **given) -> None:
    """Carry out one step, named `do`, as the account called `by`."""
    actor = person(by)
    if do in STEPS:
        STEPS[do](transfer, actor, **given)
    else:
        states.move(transfer=transfer, event=do, actor=actor, **given)


def invite(transfer, actor, *, who):
    invited = actions.invite(transfer=transfer, member=person(who), by=actor)
    actions.join_team(invited=invited)


def answer(transfer, actor, *, given):
    suggested = suggest(transfer)
    components = Component.objects.filter(framework=transfer.framework_id)
    sheet = actions.keep_answers(
        transfer=transfer,
        by=actor,
        answers={
            component: {
                **fields(*given.get(component.slug, USUAL)),
                "suggestion": suggested.get(component.slug, {}),
            }
            for component in components
        },
    )
    actions.send_answers(sheet=sheet)


def fields(importance, support, comment="", mitigation="") -> dict:
    known = None if support == UNKNOWN else support
    return {
        "importance": importance,
        "support": known,
        "comment": comment,
        "mitigation": mitigation,
        "sees_no_way": (known or 0) < 0 and not mitigation,
    }


def mitigate(transfer, actor, *, texts):
    components = Component.objects.filter(framework=transfer.framework_id, slug__in=texts)
    found = {component: texts[component.slug] for component in components}
    actions.mitigate(transfer=transfer, by=actor, texts=found)


def change(transfer, actor, **values):
    actions.change_transfer(transfer=transfer, by=actor, seen=transfer.lock_version, values=values)


def talk(transfer, actor, *, to, answered=True):
    """Ask somebody for a talk; unless it is not answered, they agree and the two talk."""
    request = actions.ask_for_talk(transfer=transfer, member=person(to), by=actor)
    if answered:
        actions.note_meeting(request=actions.accept_talk(request=request), by=actor)


def end(transfer, actor, *, event, reason="", **report):
    actions.end_transfer(transfer=transfer, event=event, by=actor, report=report, reason=reason)


STEPS: dict[str, Callable[..., None]] = {
    "invite": invite,
    "answer": answer,
    "mitigate": mitigate,
    "change": change,
    "talk": talk,
    "end": end,
}
