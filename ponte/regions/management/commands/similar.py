import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from ponte.regions.models import Indicator, Region, SimilarRegion
from ponte.regions.resolve import UnknownRegion, region_index
from ponte.regions.rules import NUTS2_LENGTH

SUGGESTIONS = 8


class Command(BaseCommand):
    help = "Print the regions most like a NUTS 2 region in structure, nearest first."

    def add_arguments(self, parser):
        parser.add_argument("code", help="of a NUTS 2 region: AT11")
        parser.add_argument("--top", type=int, default=10, help="how many: 1 to 30")
        parser.add_argument(
            "--other-countries", action="store_true", help="leave out the region's own country"
        )
        parser.add_argument("--json", action="store_true", help="print a JSON list")

    def handle(self, *, code, top, other_countries, **options):
        if not 1 <= top <= SimilarRegion.KEPT:
            raise CommandError(
                _("--top is a number from 1 to %(most)d.") % {"most": SimilarRegion.KEPT}
            )
        region = find(code.strip())
        found = list(SimilarRegion.objects.listed(region, top, other_countries=other_countries))
        if not found:
            raise CommandError(why_none(region))
        if options["json"]:
            rows = [as_record(rank, similar) for rank, similar in enumerate(found, 1)]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(as_lines(found)))


def find(code: str) -> Region:
    """The NUTS 2 region with this code. Raises CommandError that says what is known nearby."""
    region = Region.objects.page(code.upper())
    if region is None:
        raise CommandError(unknown(code))
    if region.level == Region.Level.NUTS2:
        return region
    if region.level == Region.Level.NUTS3:
        near = Region.objects.filter(pk=region.parent_id)
    else:
        near = Region.objects.places().within(region).of_level(Region.Level.NUTS2)
    raise CommandError(
        _("%(region)s is not a NUTS 2 region. Near it: %(codes)s.")
        % {"region": region, "codes": listed(near)}
    )


def unknown(code: str) -> str:
    message = _("There is no region with the code “%(text)s”.") % {"text": code}
    near = nearby(code)
    return f"{message} " + _("Near it: %(codes)s.") % {"codes": listed(near)} if near else message


def nearby(code: str) -> list[Region]:
    """What holds the people of a retired code, what has this name, or what begins alike."""
    places = Region.objects.places()
    try:
        meant = region_index().resolve(code).code
    except UnknownRegion:
        meant = code[:2].upper()
    if len(meant) > NUTS2_LENGTH:
        return list(places.filter(code=meant))
    return list(places.of_level(Region.Level.NUTS2).filter(code__startswith=meant))


def listed(regions) -> str:
    names = [str(region) for region in regions[: SUGGESTIONS + 1]]
    return ", ".join(names[:SUGGESTIONS]) + (" …" if len(names) > SUGGESTIONS else "")


def why_none(region: Region) -> str:
    if SimilarRegion.objects.exists():
        return _("Too few structural figures of %(region)s are known to compare it.") % {
            "region": region
        }
    return _(
        "Nothing has been compared yet. Import figures (ponte import_indicators, or ponte "
        "load_figures), then run ponte compute_similarity."
    )


def as_record(rank: int, similar: SimilarRegion) -> dict:
    return {
        "rank": rank,
        "code": similar.other.code,
        "name": similar.other.label,
        "country": similar.other.country_code,
        "distance": round(similar.distance, 6),
        "coverage": round(similar.coverage, 4),
        "closest": similar.closest,
        "apart": similar.apart,
    }


def as_lines(found: list[SimilarRegion]) -> list[str]:
    names = dict(Indicator.objects.values_list("code", "name"))

    def named(reasons: list[dict]) -> str:
        return ", ".join(names.get(each["code"], each["code"]) for each in reasons) or "–"

    lines = []
    for rank, similar in enumerate(found, 1):
        other = similar.other
        figures = _("distance %(distance).4f, coverage %(coverage)d %%") % {
            "distance": similar.distance,
            "coverage": round(similar.coverage * 100),
        }
        place = f"{rank:>3}  {other.code}  {other.country_code}  {other.label}"
        lines += [
            f"{place}: {figures}",
            "     " + _("closest: %(names)s") % {"names": named(similar.closest)},
            "     " + _("apart: %(names)s") % {"names": named(similar.apart)},
        ]
    return lines
