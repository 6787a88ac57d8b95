"""What a project learns: its activities, who took part, lessons, and where each region stands."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ponte.core.access import everyone, open_to
from ponte.learning import actions, rules
from ponte.learning.counting import count
from ponte.learning.forms import (
    ActivityForm,
    AnalysisForm,
    LessonForm,
    ParticipantForm,
    PresentationForm,
)
from ponte.learning.models import Activity, Lesson, RegionalAnalysis
from ponte.practices.models import Practice
from ponte.projects.models import Project

form_view = require_http_methods(["GET", "HEAD", "POST"])
RUNNERS_ONLY = gettext_lazy("Only a web admin or the lead partner of the project can do this.")
PROJECT_ONLY = gettext_lazy("Only people of the project can do this.")
MEMBERS_ONLY = gettext_lazy("What regions say of themselves is for members.")
REGION_ONLY = gettext_lazy("Only those in the project who work for this region can do this.")


def project_at(project: str) -> Project:
    projects = Project.objects.prefetch_related("partners", "regions__portrait")
    return get_object_or_404(projects, slug=project)


def activity_at(project: str, pk: int) -> Activity:
    activities = Activity.objects.select_related("project", "host_region__portrait")
    return get_object_or_404(activities, project__slug=project, pk=pk)


def lesson_at(project: str, pk: int) -> Lesson:
    lessons = Lesson.objects.select_related("activity__project", "region", "practice")
    return get_object_or_404(lessons, activity__project__slug=project, pk=pk)


def analysis_at(project: str, code: str) -> RegionalAnalysis:
    """What is written of a region of the project, or nothing yet."""
    found = get_object_or_404(Project, slug=project)
    region = get_object_or_404(found.regions.select_related("portrait"), code=code)
    analyses = RegionalAnalysis.objects.select_related("region__portrait", "written_by")
    return analyses.filter(project=found, region=region).first() or RegionalAnalysis(
        project=found, region=region
    )


def crumbs(project, *links):
    way = [
        (_("Home"), reverse("pages:home")),
        (_("Projects"), reverse("projects:index")),
        (project.acronym, project.get_absolute_url()),
        (_("Learning"), reverse("learning:index", args=[project.slug])),
        *links,
    ]
    return [*way[:-1], (way[-1][0], None)]


def form_page(request, project, form, *, title, back, links=()):
    context = {
        "project": project,
        "form": form,
        "title": title,
        "back": back,
        "crumbs": crumbs(project, *links, (title, None)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "learning/form.html", context, status=status)


@open_to(everyone, about=project_at)
@require_safe
def index(request, project):
    """All activities of a project, what they come to, and what regions say of themselves."""
    member = request.user
    reads = rules.may_read_word.test(member)
    lessons = Lesson.objects.filter(activity__project=project)
    analysed = RegionalAnalysis.objects.filter(project=project).values_list("region", flat=True)
    activities = list(project.activities.select_related("host_region"))
    context = {
        "project": project,
        "counted": count(project),
        "to_come": [each for each in activities if each.is_to_come],
        "past": [each for each in activities if not each.is_to_come],
        "training": [capfirst(str(kind.label)) for kind in Activity.TRAINING],
        "reads": reads,
        "lessons": lessons.for_list() if reads else [],
        "regions": project.regions.all(),
        "analysed": set(analysed),
        "may_add": rules.may_add_activities.test(member, project),
        "crumbs": crumbs(project),
    }
    return render(request, "learning/index.html", context)


@open_to(rules.may_add_activities, about=project_at, why=RUNNERS_ONLY)
@form_view
def new(request, project):
    form = ActivityForm(request.POST or None, project=project)
    if form.is_valid():
        activity = kept(form, request.user)
        messages.success(request, _("The activity is on the project’s pages."))
        return redirect(activity)
    back = reverse("learning:index", args=[project.slug])
    return form_page(request, project, form, title=_("New activity"), back=back)


def kept(form, member) -> Activity:
    """Store what a form about an activity says."""
    practices = form.cleaned_data["practices"]
    return actions.save_activity(activity=form.instance, by=member, practices=practices)


@open_to(everyone, about=activity_at)
@require_safe
def detail(request, activity):
    """An activity: for everybody what it was, for the project who took part and the minutes."""
    member = request.user
    sees_people = rules.sees_people.test(member, activity)
    reads = rules.may_read_word.test(member)
    people = list(activity.participations.select_related("participant__region"))
    practices = activity.practices.for_cards()
    if not sees_people:
        shown = practices.filter(state=Practice.State.VALIDATED)
        practices = shown | practices.filter(project_approved_at__isnull=False)
    context = {
        "activity": activity,
        "project": activity.project,
        "practices": practices,
        "presentations": activity.presentations.select_related("document"),
        "sees_people": sees_people,
        "people": people if sees_people else [],
        "by_region": by_region(people),
        "reads": reads,
        "lessons": worded(activity, member) if reads else [],
        "may_change": rules.may_change_activity.test(member, activity),
        "may_delete": rules.may_delete_activity.test(member, activity)
        and not activity.carries_something,
        "may_add_lesson": rules.may_add_lesson.test(member, activity),
        "crumbs": crumbs(activity.project, (activity.title, None)),
    }
    return render(request, "learning/detail.html", context)


def by_region(people) -> list[tuple[str, int, int]]:
    """Of each region how many people and organisations took part; without names."""
    found = Counter()
    organisations = {}
    for each in people:
        region = each.participant.region
        label = region.label if region else _("elsewhere")
        found[label] += 1
        organisations.setdefault(label, set()).add(each.participant.organisation)
    return [(label, number, len(organisations[label])) for label, number in sorted(found.items())]


def worded(activity, member) -> list[tuple[Lesson, bool]]:
    """The lessons of an activity, and whether `member` may change each."""
    lessons = activity.lessons.for_list()
    return [(each, rules.may_write_word.test(member, each)) for each in lessons]


@open_to(rules.may_change_activity, about=activity_at, why=RUNNERS_ONLY)
@form_view
def edit(request, activity):
    project = activity.project
    form = ActivityForm(request.POST or None, project=project, instance=activity)
    if form.is_valid():
        kept(form, request.user)
        messages.success(request, _("Saved."))
        return redirect(activity)
    links = [(activity.title, activity.get_absolute_url())]
    back = activity.get_absolute_url()
    return form_page(request, project, form, title=_("Change the activity"), back=back, links=links)


@open_to(rules.may_delete_activity, about=activity_at, why=RUNNERS_ONLY)
@form_view
def delete(request, activity):
    """An activity on which nothing rests goes for good, after a question."""
    project = activity.project
    if request.method == "POST":
        try:
            actions.delete_activity(activity=activity, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(activity)
        messages.success(request, _("The activity is deleted."))
        return redirect("learning:index", project.slug)
    title = _("Delete the activity")
    context = {
        "activity": activity,
        "project": project,
        "title": title,
        "crumbs": crumbs(project, (activity.title, activity.get_absolute_url()), (title, None)),
    }
    return render(request, "learning/delete.html", context)


@open_to(rules.may_change_activity, about=activity_at, why=RUNNERS_ONLY)
@form_view
def people(request, activity):
    """Who took part: noted one by one, or taken back."""
    if "remove" in request.POST:
        number = request.POST["remove"]
        found = activity.participations.filter(pk=number if number.isdecimal() else None)
        actions.forget_participant(participation=get_object_or_404(found))
        return redirect(activity.page("people"))
    form = ParticipantForm(request.POST or None)
    if form.is_valid():
        try:
            actions.note_participant(activity=activity, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Noted."))
            return redirect(activity.page("people"))
    title = _("Who took part")
    context = {
        "activity": activity,
        "project": activity.project,
        "form": form,
        "title": title,
        "people": activity.participations.select_related("participant__region"),
        "crumbs": crumbs(
            activity.project, (activity.title, activity.get_absolute_url()), (title, None)
        ),
    }
    return render(request, "learning/people.html", context, status=422 if form.is_bound else 200)


@open_to(rules.may_change_activity, about=activity_at, why=RUNNERS_ONLY)
@form_view
def presentations(request, activity):
    """The files that were shown: one is added, or taken away."""
    if "remove" in request.POST:
        number = request.POST["remove"]
        found = activity.presentations.filter(pk=number if number.isdecimal() else None)
        get_object_or_404(found).delete()
        return redirect(activity.page("presentations"))
    is_sent = request.method == "POST"
    form = PresentationForm(*([request.POST, request.FILES] if is_sent else []))
    if form.is_valid():
        given = form.cleaned_data
        actions.add_presentation(
            activity=activity, extension=given["file"].extension, by=request.user, **given
        )
        messages.success(request, _("The presentation is there for everybody."))
        return redirect(activity.page("presentations"))
    title = _("Presentations")
    context = {
        "activity": activity,
        "project": activity.project,
        "form": form,
        "title": title,
        "presentations": activity.presentations.select_related("document"),
        "crumbs": crumbs(
            activity.project, (activity.title, activity.get_absolute_url()), (title, None)
        ),
    }
    status = 422 if form.is_bound else 200
    return render(request, "learning/presentations.html", context, status=status)


# What regions say


@open_to(rules.may_add_lesson, about=activity_at, why=PROJECT_ONLY)
@form_view
def new_lesson(request, activity):
    return lesson_page(request, Lesson(activity=activity), _("What could your region use?"))


@open_to(rules.may_write_word, about=lesson_at, why=REGION_ONLY)
@form_view
def edit_lesson(request, lesson):
    return lesson_page(request, lesson, _("Change the lesson"))


def lesson_page(request, lesson, title):
    activity = lesson.activity
    form = LessonForm(request.POST or None, instance=lesson, member=request.user)
    if form.is_valid():
        actions.write_lesson(lesson=form.instance, by=request.user)
        messages.success(request, _("The lesson is kept; members read it."))
        return redirect(activity)
    back = activity.get_absolute_url()
    links = [(activity.title, back)]
    return form_page(request, activity.project, form, title=title, back=back, links=links)


@open_to(rules.may_read_word, about=analysis_at, why=MEMBERS_ONLY)
@require_safe
def analysis(request, analysis):
    """Where a region stood: its firms and institutions, strengths to threats, its instrument."""
    project = analysis.project
    swot = ("strengths", "weaknesses", "opportunities", "threats")
    context = {
        "analysis": analysis,
        "project": project,
        "parts": parts(analysis, [name for name in analysis.PARTS if name not in swot]),
        "swot": parts(analysis, swot),
        "lessons": Lesson.objects.filter(
            activity__project=project, region=analysis.region
        ).for_list(),
        "may_write": rules.may_write_word.test(request.user, analysis),
        "crumbs": crumbs(project, (analysis.region.label, None)),
    }
    return render(request, "learning/analysis.html", context)


def parts(analysis, names) -> list[tuple[str, str]]:
    fields = [analysis._meta.get_field(name) for name in names]
    return [(capfirst(str(each.verbose_name)), getattr(analysis, each.name)) for each in fields]


@open_to(rules.may_write_word, about=analysis_at, why=REGION_ONLY)
@form_view
def edit_analysis(request, analysis):
    project, region = analysis.project, analysis.region
    back = reverse("learning:analysis", args=[project.slug, region.code])
    form = AnalysisForm(request.POST or None, instance=analysis)
    if form.is_valid():
        actions.write_analysis(analysis=form.instance, by=request.user)
        messages.success(request, _("Saved."))
        return redirect(back)
    title = _("Write the analysis")
    return form_page(request, project, form, title=title, back=back, links=[(region.label, back)])
