"""What happens to policy instruments."""

from django.db import transaction
from django.utils.text import slugify

from ponte import activity
from ponte.instruments.models import PolicyInstrument

SLUG_LENGTH = 110


@transaction.atomic
def add_instrument(instrument: PolicyInstrument, *, by) -> PolicyInstrument:
    """Save a new instrument with an address of its own."""
    instrument.slug = free_slug(instrument)
    instrument.save()
    activity.record(actor=by, verb="add", target=instrument)
    return instrument


@transaction.atomic
def change_instrument(instrument: PolicyInstrument, *, by, changed: list[str]) -> None:
    """Save what was changed, `changed` by name; its address stays."""
    instrument.save()
    activity.record(actor=by, verb="change", target=instrument, detail={"fields": changed})


def free_slug(instrument: PolicyInstrument) -> str:
    """An address nothing has: of the English name, with a number where it is taken."""
    wanted = slugify(instrument.name_en)[:SLUG_LENGTH].strip("-") or "instrument"
    similar = PolicyInstrument.objects.filter(slug__startswith=wanted)
    taken = set(similar.values_list("slug", flat=True))
    numbers = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbers) if slug not in taken)
