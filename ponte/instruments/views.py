from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ponte.community.views.listing import listing
from ponte.core.access import everyone, open_to
from ponte.instruments import filters
from ponte.instruments.models import PolicyInstrument


@open_to(everyone)
@require_safe
def index(request):
    return listing(
        request,
        filters.instrument_directory(),
        page="instruments/index.html",
        part="instruments/results.html",
        context={"crumbs": crumbs()},
    )


@open_to(everyone)
@require_safe
def detail(request, slug):
    instrument = get_object_or_404(PolicyInstrument.objects.for_list(), slug=slug)
    context = {"instrument": instrument, "crumbs": crumbs(instrument)}
    return render(request, "instruments/detail.html", context)


def crumbs(instrument=None):
    home = (_("Home"), reverse("pages:home"))
    if instrument is None:
        return [home, (_("Policy instruments"), None)]
    above = (_("Policy instruments"), reverse("instruments:index"))
    return [home, above, (instrument.name_en, None)]
