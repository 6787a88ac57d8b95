"""The pages of text that editors want in the footer, remembered so that no page asks for them."""

import time
from dataclasses import dataclass, field

from wagtail.models import Page, Site

KEPT_FOR = 60.0  # seconds


@dataclass
class Menu:
    """Titles and addresses. Each process asks again after a minute."""

    pages: list[tuple[str, str]] = field(default_factory=list)
    until: float = 0.0

    def read(self) -> list[tuple[str, str]]:
        if time.monotonic() > self.until:
            self.pages = found()
            self.until = time.monotonic() + KEPT_FOR
        return self.pages


MENU = Menu()


def found() -> list[tuple[str, str]]:
    """Published pages below the first one that are marked to be in menus, in their order."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return []
    pages = Page.objects.live().public().in_menu().child_of(site.root_page).order_by("path")
    return [(page.title, f"/{page.slug}/") for page in pages]
