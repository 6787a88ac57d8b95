from django.db.models import Prefetch, Sum
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from ponte.core import tables
from ponte.core.access import everyone, open_to
from ponte.instruments.models import PolicyInstrument
from ponte.projects import export as exporting
from ponte.projects import filters, linked_data, rules
from ponte.projects.columns import COLUMNS
from ponte.projects.models import (
    AssociatedPolicyAuthority,
    BudgetLine,
    Project,
    ProjectPartner,
    StakeholderGroup,
)
from ponte.projects.phases import Phase
from ponte.regions.map import VIEW_BOX
from ponte.regions.models import Region
from ponte.search.criteria import has_empty_parameters

PHASES = {
    Phase.CORE: pgettext_lazy("project", "core phase"),
    Phase.FOLLOW_UP: pgettext_lazy("project", "follow-up"),
    Phase.CLOSURE: pgettext_lazy("project", "closure"),
}


@open_to(everyone)
@require_safe
def index(request):
    """The catalogue of projects; for htmx only the part that changes."""
    criteria = filters.CATALOGUE.read(request.GET)
    if not request.htmx and has_empty_parameters(request.GET):
        return redirect(request.path + criteria.query_string)
    found = filters.CATALOGUE.find(criteria, request.path)
    counted_by, points = filters.on_map(found)
    partial = request.htmx and request.htmx.request_type != "full"
    context = {
        "found": found,
        "points": [
            (point, request.path + found.criteria.also(counted_by, point.code).query_string)
            for point in points
        ],
        "view_box": VIEW_BOX,
        "crumbs": crumbs(),
    }
    template = "projects/results.html" if partial else "projects/index.html"
    response = render(request, template, context)
    if partial:
        response["HX-Push-Url"] = request.path + found.criteria.query_string
    patch_vary_headers(response, ["HX-Request", "HX-Request-Type"])
    return response


@open_to(everyone)
@require_safe
def export(request, file_format):
    """Every project of the present filters, in the present order, as a table."""
    ids = filters.CATALOGUE.matching_ids(filters.CATALOGUE.read(request.GET))
    name = f"projects-{timezone.localdate():%Y-%m-%d}.{file_format}"
    return StreamingHttpResponse(
        tables.write(file_format, COLUMNS, exporting.rows(ids)),
        content_type=tables.CONTENT_TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@open_to(everyone)
@require_safe
def detail(request, slug):
    project = get_object_or_404(for_page(), slug=slug)
    partners = list(project.partners.all())
    context = {
        "project": project,
        "partners": partners,
        "instruments": instruments_of(project),
        "semesters": timeline(project, timezone.localdate()),
        "categories": categories(project) if project.budget_by_partner else (),
        "places": [region for region in places(project, partners) if region.map_x is not None],
        "shapes": sorted({region.code for region in project.regions.all()}),
        "view_box": VIEW_BOX,
        "may_edit": rules.may_edit_project.test(request.user, project),
        "sees_people": rules.may_see_people.test(request.user, project),
        "linked_data": linked_data.of(project, request.build_absolute_uri),
        "crumbs": crumbs(project),
    }
    return render(request, "projects/detail.html", context)


def for_page():
    """Projects with all that a page shows, in a constant number of queries."""
    instruments = PolicyInstrument.objects.select_related("territory")
    partners = ProjectPartner.objects.select_related("region", "organisation").prefetch_related(
        Prefetch("instruments", instruments)
    )
    groups = StakeholderGroup.objects.prefetch_related("organisations")
    authorities = AssociatedPolicyAuthority.objects.select_related("organisation")
    return Project.objects.select_related("programme").prefetch_related(
        Prefetch("partners", partners),
        Prefetch("regions", Region.objects.select_related("portrait")),
        Prefetch("stakeholder_groups", groups),
        Prefetch("associated_authorities", authorities),
        "topics__parent",
        "topics__maps_to__parent",
        "indicators",
        "spending_plan",
    )


def instruments_of(project):
    """Each instrument addressed, with its partners, associated authorities and stakeholders."""
    found = {}
    for partner in project.partners.all():
        for instrument in partner.instruments.all():
            entry = found.setdefault(
                instrument.pk,
                {"instrument": instrument, "partners": [], "authorities": [], "group": None},
            )
            entry["partners"].append(partner)
    for authority in project.associated_authorities.all():
        if authority.instrument_id in found:
            found[authority.instrument_id]["authorities"].append(authority)
    for group in project.stakeholder_groups.all():
        if group.instrument_id in found:
            found[group.instrument_id]["group"] = group
    return sorted(found.values(), key=lambda entry: entry["instrument"].name_en)


def timeline(project, today):
    """Each semester with the name of its phase, what is to be spent, and whether it is now."""
    spending = {step.semester: step.amount for step in project.spending_plan.all()}
    return [
        {
            "semester": semester,
            "phase": PHASES[semester.phase],
            "spending": spending.get(semester.number),
            "is_now": semester.first <= today <= semester.last,
        }
        for semester in project.phases.semesters
    ]


def categories(project):
    """What the partners plan to spend by cost category: (label, amount)."""
    lines = BudgetLine.objects.filter(partner__project=project).values("category").order_by()
    sums = dict(lines.annotate(sum=Sum("amount")).values_list("category", "sum"))
    return [(label, sums[code]) for code, label in BudgetLine.Category.choices if code in sums]


def places(project, partners):
    """Where its regions and partners are, each once."""
    regions = (*project.regions.all(), *(each.region for each in partners if each.region))
    return list({region.pk: region for region in regions}.values())


def crumbs(project=None, here=""):
    home = (_("Home"), reverse("pages:home"))
    if project is None:
        return [home, (_("Projects"), None)]
    above = [home, (_("Projects"), reverse("projects:index"))]
    if here:
        return [*above, (project.name, project.get_absolute_url()), (here, None)]
    return [*above, (project.name, None)]
