from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ponte.assessment import actions
from ponte.assessment.forms import AssessmentForm
from ponte.assessment.models import Rubric
from ponte.assessment.rules import may_judge_for_region
from ponte.core.access import everyone, open_to
from ponte.practices.judging import words
from ponte.practices.judging.grading import Lowered
from ponte.practices.judging.models import EvidenceGrade
from ponte.practices.models import Practice

REGIONAL = "smarty"


@open_to(everyone)
@require_safe
def criteria(request):
    """Every rule by which practices are judged, as it is in force."""
    rubrics = Rubric.objects.current().prefetch_related("criteria__anchors")
    context = {
        "crumbs": [(_("Home"), reverse("pages:home")), (_("How we judge"), None)],
        "rubrics": sorted(rubrics, key=lambda rubric: (rubric.slug != REGIONAL, rubric.slug)),
        "grades": [(grade, words.CONDITIONS[grade]) for grade in EvidenceGrade],
        "ways_down": [words.way_down(each) for each in Lowered],
        "regional": REGIONAL,
    }
    return render(request, "assessment/criteria.html", context)


def practice_at(slug):
    return get_object_or_404(Practice.objects.select_related("region", "author"), slug=slug)


@open_to(
    may_judge_for_region,
    about=practice_at,
    why=gettext_lazy(
        "Members of other regions judge a practice, with their region named in their profile."
    ),
)
@require_http_methods(["GET", "POST"])
def assess(request, practice):
    """Judge a practice in the name of one's own region."""
    assessment = actions.begin(
        practice=practice,
        assessor=request.user,
        rubric=Rubric.objects.named(REGIONAL),
        region=request.user.region,
    )
    if assessment.is_submitted:
        raise PermissionDenied(_("You have handed in your assessment of this practice."))
    form = AssessmentForm(request.POST or None, assessment=assessment)
    hands_in = "submit" in request.POST
    if form.is_valid():
        form.save()
        if not hands_in:
            messages.success(request, _("Your draft is saved."))
            return redirect("assessment:assess", practice.slug)
        if form.require_all():
            actions.submit(assessment=assessment)
            messages.success(request, _("Thank you: your assessment counts."))
            return redirect(f"{practice.get_absolute_url()}#regions")
    context = {
        "practice": practice,
        "assessment": assessment,
        "form": form,
        "crumbs": [
            (_("Home"), reverse("pages:home")),
            (practice.title, practice.get_absolute_url()),
            (_("Judge it for your region"), None),
        ],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "assessment/assess.html", context, status=status)
