"""What happens to regions."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from ponte.regions.likeness import Structure, as_similar, structure
from ponte.regions.models import Indicator, PeerGroup, Region, SimilarRegion
from ponte.regions.similarity.distance import Distances, distances, scale
from ponte.regions.similarity.peers import grouped
from ponte.regions.similarity.ranking import nearest
from ponte.regions.similarity.scheme import Numbers, Scheme, load_scheme

BATCH = 1000


class CannotCompare(Exception):
    """Regions cannot be compared yet. `str()` says why, for people."""


class Compared(NamedTuple):
    """How many regions have figures, how many have similar ones, rows stored, peer groups."""

    regions: int
    listed: int
    pairs: int
    groups: int


@transaction.atomic
def compute_similarity(*, scheme: Scheme | None = None) -> Compared:
    """Store anew the regions most like each NUTS 2 region, and peer groups, by the latest figures.

    Raises CannotCompare if an indicator of `scheme` (by default the one shipped) is
    unknown or tells of performance, or if there are no figures.
    """
    scheme = scheme or load_scheme()
    _check(scheme)
    known = structure(scheme)
    if not known.keys:
        raise CannotCompare(_("There are no structural figures of NUTS 2 regions yet."))
    scaled = scale(known.values, scheme)
    SimilarRegion.objects.all().delete()
    rows = list(_similar(known, scaled, scheme))
    SimilarRegion.objects.bulk_create(rows, batch_size=BATCH)
    groups = _store_groups(known, scaled, scheme)
    return Compared(len(known.keys), len({row.region_id for row in rows}), len(rows), groups)


def _check(scheme: Scheme) -> None:
    known = dict(Indicator.objects.values_list("code", "group"))
    if not known:
        raise CannotCompare(_("There are no indicators yet."))
    if unknown := [code for code in scheme.codes if code not in known]:
        raise CannotCompare(
            _("Similarity needs indicators that are unknown: %(codes)s.")
            % {"codes": ", ".join(unknown)}
        )
    if foreign := [code for code in scheme.codes if known[code] != Indicator.Group.STRUCTURAL]:
        raise CannotCompare(
            _("Similarity compares structure only, and these tell of performance: %(codes)s.")
            % {"codes": ", ".join(foreign)}
        )


def _similar(known: Structure, scaled: Numbers, scheme: Scheme) -> Iterable[SimilarRegion]:
    distance, coverage = distances(scaled, scheme)
    for place in range(len(known.keys)):
        measured = Distances(distance[place], coverage[place])
        for near in nearest(
            place, measured, scaled, known.countries, scheme=scheme, number=SimilarRegion.KEPT
        ):
            yield as_similar(known, place, near, scheme)


def _store_groups(known: Structure, scaled: Numbers, scheme: Scheme) -> int:
    """Replace the peer groups; return how many there are now."""
    PeerGroup.objects.all().delete()
    groups = grouped(scaled, scheme)
    if groups is None:
        return 0
    for number, typical in enumerate(groups.typical):
        group = PeerGroup.objects.create(
            number=number + 1,
            typical_id=known.keys[typical],
            silhouette=groups.silhouette,
        )
        members = [
            key for key, label in zip(known.keys, groups.labels, strict=True) if label == number
        ]
        Region.objects.filter(pk__in=members).update(peer_group=group)
    return len(groups.typical)
