from django.utils.translation import gettext_lazy as _

from ponte.editorial.listing import Shelf
from ponte.library.filters import CATALOGUE

SHELF = Shelf(
    name="library",
    catalogue=CATALOGUE,
    title=_("Policy solutions"),
    lede=_("Briefs, recordings and conclusions: what regions and experts learned, ready to use."),
    placeholder=_("Try “incubation” or “peer review”"),
)
