from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ponte.core.access import everyone, open_to
from ponte.newsletter.models import Issue
from ponte.newsletter.rules import may_edit_newsletter

PER_PAGE = 20


@open_to(everyone)
@require_safe
def index(request):
    """The issues that were sent, newest first."""
    issues = Issue.objects.in_the_archive().prefetch_related("topics")
    context = {
        "page": Paginator(issues, PER_PAGE).get_page(request.GET.get("page")),
        "crumbs": [(_("Home"), reverse("pages:home")), (_("Newsletter"), None)],
    }
    return render(request, "newsletter/index.html", context)


@open_to(everyone)
@require_safe
def issue(request, pk):
    """An issue on the web: for everybody once it is sent, for its editors before."""
    found = get_object_or_404(Issue.objects.prefetch_related("sections", "topics"), pk=pk)
    edits = may_edit_newsletter.test(request.user)
    if not (found.is_public or edits):
        raise Http404
    context = {
        "issue": found,
        "edits": edits,
        "crumbs": [
            (_("Home"), reverse("pages:home")),
            (_("Newsletter"), reverse("newsletter:index")),
            (found.subject, None),
        ],
    }
    return render(request, "newsletter/issue.html", context)
