"""The confirmed money as rows of a file: their sum is the headline figure."""

from collections.abc import Iterator
from typing import Any

from ponte.impact import chain
from ponte.impact.models import Claim
from ponte.impact.tallies import Choice, narrowed

COLUMNS = (
    "claim", "title", "year", "fund", "amount_eur", "type", "in_force_since", "topic", "country",
    "instrument", "instrument_original", "authority", "programme", "project", "practices",
    "confirmed_on", "address", "demonstration",
)  # fmt: skip


def rows(choice: Choice) -> Iterator[dict[str, Any]]:
    """A row for each year and fund of each improvement in force, by COLUMNS.

    One without money has one row with no year and no amount, if it is of the year asked for.
    """
    found = narrowed(Claim.objects.in_force(), choice).select_related(
        "topic",
        "instrument__territory",
        "instrument__responsible_authority",
        "project__programme",
    )
    for claim in chain.with_sources(found).order_by("pk").iterator(chunk_size=500):
        lines = [each for each in claim.funds.all() if choice.year in {0, each.year}]
        about = facts(claim)
        for fund in lines:
            money = {"year": fund.year, "fund": fund.kind, "amount_eur": fund.amount}
            yield {**about, **money}
        if not claim.funds.all() and choice.year in {0, claim.effective_on.year}:
            yield {**about, "year": None, "fund": None, "amount_eur": None}


def facts(claim: Claim) -> dict[str, Any]:
    paths, links = chain.paths_of(claim)
    instrument, project = claim.instrument, claim.project
    practices = dict.fromkeys(path[0] for path in paths if path[0].kind == "practice")
    return {
        "claim": claim.pk,
        "title": claim.title,
        "type": claim.type,
        "in_force_since": claim.effective_on,
        "topic": claim.topic.slug,
        "country": instrument.territory.country_code,
        "instrument": instrument.name_en,
        "instrument_original": instrument.name_original,
        "authority": str(instrument.responsible_authority),
        "programme": project.programme.name if project and project.programme else None,
        "project": project and str(project),
        "practices": [links[node].url for node in practices],
        "confirmed_on": claim.decided_at and claim.decided_at.date(),
        "address": claim.get_absolute_url(),
        "demonstration": claim.is_demonstration,
    }
