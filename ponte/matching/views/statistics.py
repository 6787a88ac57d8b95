"""How what was anticipated compares with what came of it."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ponte.core.access import everyone, open_to
from ponte.matching import calibration, forecasts
from ponte.matching.models import Declaration, Requirements
from ponte.matching.views.asking import crumbs, parts_told


@open_to(everyone)
@require_safe
def statistics(request):
    """The parts, their usual weights, and how good the forecasts were."""
    number, quality = forecasts.found_quality()
    context = {
        "parts": parts_told(),
        "cases": number,
        "quality": quality,
        "fewest": calibration.FEWEST,
        "declarations": Declaration.objects.count(),
        "requirements": Requirements.objects.count(),
        "crumbs": crumbs((_("Anticipated and actual"), None)),
    }
    return render(request, "fit/statistics.html", context)
