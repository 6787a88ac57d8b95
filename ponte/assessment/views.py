from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ponte.assessment import actions
from ponte.assessment.forms import AssessmentForm
from ponte.assessment.models import REGIONAL, Assessment, Rubric
from ponte.assessment.results import regions_views
from ponte.assessment.rules import may_hide_comments, may_judge_for_region, may_read_comments
from ponte.community.rules import is_secretariat
from ponte.core.access import everyone, open_to
from ponte.practices.judging import actions as moderating
from ponte.practices.judging import words
from ponte.practices.judging.forms import ReasonForm
from ponte.practices.judging.grading import Lowered
from ponte.practices.judging.models import EvidenceGrade
from ponte.practices.models import Practice

PAGE_SIZE = 20


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
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request, practice):
    """Judge a practice in the name of one's own region."""
    sheet = sheet_for(request.user, practice)
    if sheet.is_submitted:
        return already(request, practice)
    form = AssessmentForm(request.POST or None, assessment=sheet, hands_in="submit" in request.POST)
    if not form.is_valid():
        return show(request, sheet, form, status=422 if form.is_bound else 200)
    try:
        assessment = form.save()
        if form.hands_in:
            actions.submit(assessment=assessment)
    except actions.SheetHasChanged:
        sheet = sheet_for(request.user, practice)
        form = AssessmentForm(request.POST, assessment=sheet, hands_in=form.hands_in)
        form.tell_changes()
        return show(request, sheet, form, status=409)
    except actions.AssessmentIsSubmitted:
        return already(request, practice)
    if form.hands_in:
        messages.success(request, _("Thank you: your assessment counts."))
        return redirect("assessment:regions", practice.slug)
    messages.success(request, _("Your draft is kept."))
    return redirect("assessment:assess", practice.slug)


def sheet_for(member, practice):
    return actions.regional_sheet(
        practice=practice,
        assessor=member,
        rubric=Rubric.objects.named(REGIONAL),
        region=member.region,
    )


def already(request, practice):
    messages.info(request, _("Your assessment of this practice is in; it stays as it is."))
    return redirect("assessment:regions", practice.slug)


def show(request, assessment, form, *, status):
    practice = assessment.practice
    context = {
        "practice": practice,
        "assessment": assessment,
        "form": form,
        "crumbs": crumbs(practice, _("Judge it for your region")),
    }
    return render(request, "assessment/assess.html", context, status=status)


@open_to(
    may_read_comments,
    about=practice_at,
    why=gettext_lazy("This practice is not public: only those who see its way read this."),
)
@require_safe
def regions(request, practice):
    """What regions said, criterion by criterion; the comments of what is not hidden."""
    views = regions_views(practice, REGIONAL)
    pages = [(view, Paginator(view.regions, PAGE_SIZE)) for view in views]
    context = {
        "practice": practice,
        "views": [(view, pager.get_page(request.GET.get("page"))) for view, pager in pages],
        "may_judge": may_judge_for_region.test(request.user, practice),
        "may_hide": is_secretariat.test(request.user),
        "crumbs": crumbs(practice, _("What regions think")),
    }
    return render(request, "assessment/by_region.html", context)


def assessment_at(pk):
    assessments = Assessment.objects.counted().filter(region__isnull=False)
    return get_object_or_404(assessments.select_related("practice", "region", "assessor"), pk=pk)


@open_to(
    may_hide_comments,
    about=assessment_at,
    why=gettext_lazy("Only the secretariat can hide comments."),
)
@require_http_methods(["GET", "HEAD", "POST"])
def hide(request, assessment):
    """The comments of an assessment are not fit to be shown; its scores keep counting."""
    form = ReasonForm(request.POST or None)
    practice = assessment.practice
    back = reverse("assessment:regions", args=[practice.slug])
    if form.is_valid():
        moderating.hide(about=assessment, by=request.user, **form.cleaned_data)
        messages.success(request, _("The comments are hidden, and their author was told why."))
        return redirect(back)
    title = _("Do not show these comments")
    context = {
        "practice": practice,
        "form": form,
        "title": title,
        "crumbs": crumbs(practice, title),
        "back": back,
        "quoted": "\n\n".join(each.comment for each in assessment.answers if each.comment),
    }
    status = 422 if form.is_bound else 200
    return render(request, "practices/judging/form.html", context, status=status)


def crumbs(practice, title):
    return [
        (_("Home"), reverse("pages:home")),
        (_("Good practices"), reverse("practices:index")),
        (practice.title, practice.get_absolute_url()),
        (title, None),
    ]
