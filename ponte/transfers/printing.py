"""The plan on paper: PDF/UA-1."""

from ponte.practices.sheet import COLOURS, on_paper
from ponte.transfers.models import Plan


def plan_as_pdf(plan: Plan) -> bytes:
    """In the reader's language. Raises `practices.sheet.SheetUnavailable`."""
    hub = plan.transfer.practice.hub
    ink, tint = COLOURS.get(hub and hub.slug, COLOURS[None])
    context = {"plan": plan, "transfer": plan.transfer, "ink": ink, "tint": tint}
    return on_paper("transfers/plan_sheet.html", context)
