"""For which region somebody asks, without saying it again."""

from ponte.matching.forms import the_only_one_in
from ponte.regions import likeness
from ponte.regions.models import Region

KEY = "fit-region"


def remembered(request) -> Region | None:
    """The NUTS 2 region of the member's profile, or the one that was last asked for here."""
    region = request.user.region if request.user.is_authenticated else None
    if region is not None:
        return likeness.nuts2(region) or the_only_one_in(region)
    code = request.session.get(KEY)
    if not code:
        return None
    found = Region.objects.page(code)
    return found if found is not None and found.level == Region.Level.NUTS2 else None


def remember(request, region: Region) -> None:
    """Keep the region for the next page, unless the member's profile tells it."""
    told = request.user.is_authenticated and request.user.region_id is not None
    if not told and request.session.get(KEY) != region.code:
        request.session[KEY] = region.code
