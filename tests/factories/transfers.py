"""Regions that adopt practices, and how far they have come, for tests."""

from ponte.regions.models import Region
from ponte.transfers import actions, states
from ponte.transfers.models import Component
from tests.factories.community import make_member, make_organisation
from tests.factories.practices import make_practice

REPORT = {"year": 2025, "result": "worked", "outcome": "It works here, too."}


def make_officer(region="SI03", *, organisation=None, **fields):
    """A member who works for an organisation of `region`."""
    body = organisation or make_organisation(region=region, type="regional")
    return make_member(organisation=body, region=region, **fields)


def travelling(**fields):
    """A published practice of Lapland, with an author."""
    author = fields.pop("author", None) or make_member(region="FI1D7", first_name="Outi")
    fields = {"region": Region.objects.get(code="FI1D7"), **fields}
    return make_practice(author=author, **fields)


def make_transfer(practice=None, *, region="SI03", by=None, **values):
    values = {"aim": "Fewer firms that close.", **values}
    return actions.begin_transfer(
        practice=practice or travelling(),
        region=Region.objects.get(code=region),
        by=by or make_officer(region),
        **values,
    )


def team_lead(transfer):
    return transfer.team.first().member


def add_to_team(transfer, member):
    invited = actions.invite(transfer=transfer, member=member, by=team_lead(transfer))
    return actions.join_team(invited=invited)


def answers(transfer, *, support=1, importance=2, **changed):
    """Answers to every component; `changed` maps slugs (with _ for -) to other fields."""
    changed = {slug.replace("_", "-"): fields for slug, fields in changed.items()}
    return {
        component: {"support": support, "importance": importance, **changed.get(component.slug, {})}
        for component in Component.objects.filter(framework=transfer.framework_id)
    }


def give_answers(transfer, by=None, **given):
    """Let `by`, or who began the transfer, send answers."""
    sheet = actions.keep_answers(
        transfer=transfer, by=by or team_lead(transfer), answers=answers(transfer, **given)
    )
    return actions.send_answers(sheet=sheet)


def advance(transfer, *events, by=None):
    """Let the team take these steps; before it concludes it sends answers that are all good."""
    for event in events:
        if event == "conclude" and not transfer.sheets.sent().exists():
            give_answers(transfer)
        transfer = states.move(transfer=transfer, event=event, actor=by or team_lead(transfer))
    return transfer


def finish(transfer, event="adopt", *, by=None, reason="", **report):
    return actions.end_transfer(
        transfer=transfer,
        event=event,
        by=by or team_lead(transfer),
        report={**REPORT, **report},
        reason=reason,
    )


def adopted(practice=None, **where):
    """A transfer that has come to its good end."""
    transfer = make_transfer(practice, **where)
    return finish(advance(transfer, "conclude", "plan", "begin"))
