from django.utils.translation import gettext_lazy as _

from ponte.editorial.listing import Shelf
from ponte.news.filters import CATALOGUE

SHELF = Shelf(
    name="news",
    catalogue=CATALOGUE,
    title=_("News"),
    lede=_("What regions and their projects are doing, and what comes of it."),
    placeholder=_("Try “study visit” or “Seville”"),
)
