"""Policy instruments for tests."""

from itertools import count

from ponte.instruments.models import PolicyInstrument
from ponte.regions.models import Region
from tests.factories.community import make_organisation

numbers = count(1)


def make_instrument(name="", *, territory="ITI1", authority=None, **fields):
    """A saved instrument of `territory`, a code or an object."""
    name = name or f"Instrument {next(numbers)}"
    if not isinstance(territory, Region):
        territory = Region.objects.get(code=territory)
    fields = {"name_original": name, "name_en": name, "type": "regional", **fields}
    return PolicyInstrument.objects.create(
        slug=fields.pop("slug", f"instrument-{next(numbers)}"),
        territory=territory,
        responsible_authority=authority or make_organisation(region=territory, type="regional"),
        **fields,
    )
