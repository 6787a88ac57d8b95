from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ponte.core.access import everyone, open_to
from ponte.projects import linked_data
from ponte.projects.models import Project, ProjectPartner
from ponte.regions.models import Region

PAGE_SIZE = 20


@open_to(everyone)
@require_safe
def index(request):
    projects = Project.objects.for_list().order_by("-start", "acronym")
    context = {
        "page": Paginator(projects, PAGE_SIZE).get_page(request.GET.get("page")),
        "crumbs": [(_("Home"), reverse("pages:home")), (_("Projects"), None)],
    }
    return render(request, "projects/index.html", context)


@open_to(everyone)
@require_safe
def detail(request, slug):
    partners = ProjectPartner.objects.select_related("region", "organisation")
    regions = Region.objects.select_related("portrait")
    projects = Project.objects.prefetch_related(
        Prefetch("partners", partners), Prefetch("regions", regions), "topics__parent",
        "topics__maps_to__parent",
    )  # fmt: skip
    project = get_object_or_404(projects, slug=slug)
    context = {
        "project": project,
        "linked_data": linked_data.of(project, request.build_absolute_uri),
        "crumbs": [
            (_("Home"), reverse("pages:home")),
            (_("Projects"), reverse("projects:index")),
            (project.acronym, None),
        ],
    }
    return render(request, "projects/detail.html", context)
