"""What somebody asks: which practices fit a region, for which need, counted by which weights."""

import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from ponte.matching.fit import BadWeights, Weights
from ponte.regions.models import Region
from ponte.topics.models import Topic


@cache
def usual_weights() -> Weights:
    """The weights of this installation. Raises BadWeights."""
    return read_weights(Path(settings.FIT_WEIGHTS))


def read_weights(path: Path) -> Weights:
    """The weights in a TOML file. Raises BadWeights."""
    try:
        values = tomllib.loads(path.read_text())
        return Weights.of({name: float(value) for name, value in values.items()})
    except (OSError, tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise BadWeights(f"{path} gives no weights: {error}") from error


def spoken() -> str:
    """The language of the reader, as texts name theirs."""
    return (get_language() or "en")[:2]


@dataclass(frozen=True)
class Asked:
    """`region` is of NUTS 2. `need` is what it faces, in the language `lang`; `money` (euros)
    and `months` are what it has at hand, None where nobody said. `hub` narrows to a topic."""

    region: Region
    need: str = ""
    lang: str = field(default_factory=spoken)
    hub: Topic | None = None
    money: Decimal | None = None
    months: int | None = None
    weights: Weights = field(default_factory=usual_weights)
