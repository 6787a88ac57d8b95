"""What a region declares of itself."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ponte.activity.models import Entry
from ponte.core.access import open_to
from ponte.matching import actions, rules
from ponte.matching.asking import spoken
from ponte.matching.forms import DeclarationForm
from ponte.matching.models import Declaration
from ponte.regions.models import Region


def compared_region(code):
    """The NUTS 2 region with this code: only these are compared. Raises Http404 for others."""
    region = Region.objects.page(code.upper())
    if region is None or region.level != Region.Level.NUTS2 or region.is_extra_regio:
        raise Http404
    return region


@open_to(
    rules.may_declare,
    about=compared_region,
    why=gettext_lazy(
        "Only members of a public authority of the region declare what it wants. Name your "
        "organisation in your profile if you work for one."
    ),
)
@require_http_methods(["GET", "POST"])
def declaration(request, region):
    """What the region wants, faces and may do."""
    declared = Declaration.objects.filter(region=region).first()
    form = DeclarationForm(
        request.POST or None,
        instance=declared or Declaration(region=region, language=spoken()),
    )
    if request.method == "POST" and form.is_valid():
        actions.declare(region=region, by=request.user, **form.cleaned_data)
        messages.success(request, _("What the region declares is saved."))
        return redirect(f"{region.get_absolute_url()}#fits")
    context = {
        "region": region,
        "form": form,
        "declared": declared,
        "entries": Entry.objects.about(declared) if declared else [],
        "crumbs": [
            (_("Home"), reverse("pages:home")),
            (_("Regions"), reverse("regions:index")),
            (region.label, region.get_absolute_url()),
            (_("What the region declares"), None),
        ],
    }
    return render(request, "fit/declaration.html", context, status=422 if form.errors else 200)
