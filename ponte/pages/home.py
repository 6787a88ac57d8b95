"""What the home page shows, counted from the database."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext, ngettext

from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.regions.models import Region

NEWEST = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A region that has good practices, with its point on the map if it lies there."""

    code: str
    x: float | None
    y: float | None


def newest_practices() -> list[Practice]:
    practices = Practice.objects.published().for_cards()
    return list(practices.order_by("-published_at", "-pk")[:NEWEST])


def places() -> list[Place]:
    """Every region in which a published practice is located."""
    here = Practice.objects.published().filter(region=OuterRef("pk"))
    regions = Region.objects.filter(Exists(here)).values_list("code", "map_x", "map_y")
    return [Place(*row) for row in regions.order_by("code")]


def facts(places: list[Place]) -> list[tuple[int, str]]:
    """Four figures with their labels. A country counts where any of `places` lies in it."""
    practices = Practice.objects.published().count()
    regions = sum(len(place.code) > 2 for place in places)
    countries = len({place.code[:2] for place in places})
    projects = Project.objects.count()
    return [
        (practices, ngettext("practice described", "practices described", practices)),
        (regions, ngettext("region with practices", "regions with practices", regions)),
        (countries, ngettext("country", "countries", countries)),
        (projects, ngettext("project", "projects", projects)),
    ]


def examples() -> list[tuple[str, str]]:
    """Searches to start with, and what each looks for. Most records are in English."""
    return [
        ("support for small firms", gettext("support for small firms")),
        ("early warning", gettext("early warning")),
        ("start-ups", gettext("start-ups")),
    ]


def themes() -> dict[str, str]:
    """A few words for each topic, by slug."""
    return {
        "smart": gettext("Innovation, small firms, digital"),
        "green": gettext("Energy, climate, nature"),
        "connected": gettext("Transport and mobility"),
        "social": gettext("Jobs, skills, health, culture"),
        "citizens": gettext("Places that plan together"),
        "governance": gettext("Capable and open administrations"),
    }
