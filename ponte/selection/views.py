"""The selection of a project: its rounds, the score sheet, the table, and the decision."""

from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ponte.activity.models import Entry
from ponte.assessment import actions as assessing
from ponte.assessment.forms import AssessmentForm
from ponte.assessment.models import Assessment
from ponte.core import tables
from ponte.core.access import open_to
from ponte.core.states import IllegalMove
from ponte.practices.judging.rules import is_near
from ponte.practices.sheet import SheetUnavailable
from ponte.practices.submission.way import Stage
from ponte.projects.models import Project
from ponte.selection import actions, exporting, rules, states, words
from ponte.selection.forms import DecisionForm, RoundForm
from ponte.selection.models import Candidate, Round
from ponte.selection.results import Results, results_of
from ponte.selection.states import Event

State = Round.State
form_view = require_http_methods(["GET", "HEAD", "POST"])
PROJECT_ONLY = gettext_lazy("Only people of the project and the secretariat see its selections.")
RUNNERS_ONLY = gettext_lazy("Only a web admin or the lead partner of the project can do this now.")
SCORERS_ONLY = gettext_lazy("Only those who were asked give scores, as long as the round is open.")
NOT_YET = gettext_lazy(
    "You see what others gave as soon as your own scores are all in, or when the round is closed."
)
DONE = {
    Event.OPEN: gettext_lazy("The round is open: those who score are told."),
    Event.CLOSE: gettext_lazy("The round is closed: no more scores come. Now you can decide."),
    Event.REOPEN: gettext_lazy("The round takes scores again."),
}


class Tab(NamedTuple):
    """A page of a round that the reader may open."""

    label: str
    url: str
    is_here: bool


def project_at(project: str) -> Project:
    return get_object_or_404(Project.objects.prefetch_related("partners", "regions"), slug=project)


def round_at(project: str, pk: int) -> Round:
    rounds = Round.objects.select_related("project", "rubric")
    return get_object_or_404(rounds, project__slug=project, pk=pk)


def crumbs(project: Project, *links) -> list[tuple[str, str | None]]:
    way = [
        (_("Home"), reverse("pages:home")),
        (_("Projects"), reverse("projects:index")),
        (project.acronym, project.get_absolute_url()),
        (_("Selection"), reverse("selection:index", args=[project.slug])),
        *links,
    ]
    return [*way[:-1], (way[-1][0], None)]


def show(request, template, round, *, here="", status=200, **context):
    """A page of `round`; `here` is the name of its address, `title` of the page."""
    title = context.get("title", "")
    links = [(round.title, round.get_absolute_url()), *([(title, None)] if title else [])]
    context |= {
        "round": round,
        "project": round.project,
        "stages": stages(round),
        "tabs": tabs(round, request.user, here),
        "crumbs": crumbs(round.project, *links),
    }
    return render(request, f"selection/{template}.html", context, status=status)


def stages(round) -> list[Stage]:
    way = list(State)
    here = way.index(State(round.state))
    last = len(way) - 1
    return [
        Stage(
            capfirst(str(state.label)),
            "done" if n < here or here == last else "here" if n == here else "open",
        )
        for n, state in enumerate(way)
    ]


def tabs(round, member, here) -> list[Tab]:
    pages = [
        ("detail", _("Overview"), True),
        ("matrix", _("Scores"), rules.sees_scores.test(member, round)),
        ("decide", _("Decision"), rules.may_decide.test(member, round)),
    ]
    return [Tab(label, round.page(name), name == here) for name, label, is_open in pages if is_open]


# Rounds


@open_to(rules.sees_rounds, about=project_at, why=PROJECT_ONLY)
@require_safe
def index(request, project):
    """The rounds of a project, the latest first."""
    context = {
        "project": project,
        "rounds": project.selection_rounds.prefetch_related("regions", "candidates"),
        "may_make": rules.may_make_rounds.test(request.user, project),
        "crumbs": crumbs(project),
    }
    return render(request, "selection/index.html", context)


@open_to(rules.may_make_rounds, about=project_at, why=RUNNERS_ONLY)
@form_view
def new(request, project):
    """Prepare a round."""
    form = RoundForm(request.POST or None, project=project)
    if form.is_valid():
        try:
            round = actions.make_round(project=project, by=request.user, **form.values)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The round is prepared. Look it over, then open it."))
            return redirect(round)
    title = _("New selection round")
    context = {
        "project": project,
        "form": form,
        "title": title,
        "crumbs": crumbs(project, (title, None)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "selection/new.html", context, status=status)


@open_to(rules.sees_round, about=round_at, why=PROJECT_ONLY)
@require_safe
def detail(request, round):
    """Where a round stands, what the reader is to do, and who still has to."""
    may_run = rules.may_run.test(request.user, round)
    results = results_of(round)
    context = {
        "results": results,
        "own": own_sheets(round, request.user),
        "may_score": rules.may_score.test(request.user, round),
        "may_run": may_run,
        "may_change": rules.may_change.test(request.user, round),
        "may_drop": rules.may_drop.test(request.user, round),
        "may_remind": rules.may_remind.test(request.user, round) and results.missing,
        "may_send_on": rules.may_send_on.test(request.user, round),
        "sees_scores": rules.sees_scores.test(request.user, round),
        "steps": steps(round, request.user),
        "gaps": states.gaps(round) if round.is_draft else [],
        "decided": decided(round),
        # Who has given scores is told above.
        "entries": Entry.objects.about(round).exclude(verb="score") if may_run else None,
    }
    return show(request, "detail", round, here="detail", **context)


def own_sheets(round, member) -> list[tuple[Candidate, Assessment | None]]:
    """What a scorer is asked for: each practice with their sheet, if there is one."""
    scorer = round.scorers.filter(member=member).select_related("region").first()
    if scorer is None or round.is_draft:
        return []
    sheets = {
        sheet.practice_id: sheet
        for sheet in Assessment.objects.filter(
            assessor=member, region=scorer.region, rubric=round.rubric
        )
    }
    return [
        (each, sheets.get(each.practice_id))
        for each in round.candidates.select_related("practice__region")
        if not is_near(scorer.region, each.practice.region)
    ]


def steps(round, member) -> list[tuple[str, str]]:
    """The buttons of the page: event and label. What is decided has a page of its own."""
    return [
        (row.event.value, capfirst(str(row.event.label)))
        for row in states.possible(round, member)
        if row.event in DONE
    ]


def decided(round) -> list[Candidate]:
    """What was decided, what was taken on first."""
    if not round.is_decided:
        return []
    candidates = round.candidates.select_related("practice__region")
    return sorted(candidates, key=lambda each: (not each.is_selected, each.practice.title))


@open_to(rules.may_change, about=round_at, why=RUNNERS_ONLY)
@form_view
def edit(request, round):
    form = RoundForm(request.POST or None, project=project_at(round.project.slug), instance=round)
    if form.is_valid():
        try:
            actions.change_round(round=round, by=request.user, **form.values)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(round)
    status = 422 if form.is_bound else 200
    return show(request, "edit", round_at(round.project.slug, round.pk), form=form,
                title=_("What it is about"), status=status)  # fmt: skip


@open_to(rules.may_drop, about=round_at, why=RUNNERS_ONLY)
@form_view
def drop(request, round):
    """Delete a round that was never opened, after a question."""
    if request.method != "POST":
        return show(request, "drop", round, title=_("Delete the round"))
    actions.drop_round(round=round)
    messages.success(request, _("The round is deleted."))
    return redirect("selection:index", round.project.slug)


@open_to(rules.may_run, about=round_at, why=RUNNERS_ONLY)
@require_POST
def step(request, round):
    """Take the step that a button names."""
    event = request.POST.get("event", "")
    if event not in DONE:
        raise PermissionDenied
    take = actions.close_round if event == Event.CLOSE else actions.open_round
    try:
        take(round=round, by=request.user)
    except IllegalMove as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, DONE[Event(event)])
    return redirect(round)


@open_to(rules.may_remind, about=round_at, why=RUNNERS_ONLY)
@require_POST
def remind(request, round):
    told = actions.remind(round=round, by=request.user)
    if told:
        said = ngettext("%(count)d person is reminded.", "%(count)d people are reminded.", told)
        messages.success(request, said % {"count": told})
    else:
        messages.info(request, _("They were reminded today already."))
    return redirect(round)


# Scores


@open_to(rules.sees_own_scores, about=round_at, why=SCORERS_ONLY)
@form_view
def scores(request, round, candidate):
    """One's own scores for a practice: a sheet to fill in, or what was handed in."""
    scorer = get_object_or_404(round.scorers.select_related("region"), member=request.user)
    candidates = round.candidates.select_related("practice__region", "round__rubric")
    candidate = get_object_or_404(candidates, pk=candidate)
    if is_near(scorer.region, candidate.practice.region):
        raise PermissionDenied(_("No region scores its own practice."))
    sheet = actions.sheet_for(candidate=candidate, scorer=scorer)
    if sheet.is_submitted or not round.is_open:
        return given(request, round, candidate, sheet)
    form = AssessmentForm(request.POST or None, assessment=sheet, hands_in="submit" in request.POST)
    if not form.is_valid():
        return score_page(request, round, candidate, form, 422 if form.is_bound else 200)
    return kept(request, round, candidate, form)


def kept(request, round, candidate, form):
    """Keep or hand in what was filled in, and lead on."""
    try:
        actions.give_scores(
            candidate=candidate,
            sheet=form.assessment,
            scores=form.scores,
            basis=form.basis,
            hands_in=form.hands_in,
        )
    except assessing.SheetHasChanged:
        scorer = round.scorers.get(member=request.user)
        sheet = actions.sheet_for(candidate=candidate, scorer=scorer)
        form = AssessmentForm(request.POST, assessment=sheet, hands_in=form.hands_in)
        form.tell_changes()
        return score_page(request, round, candidate, form, 409)
    except (actions.IsClosed, assessing.AssessmentIsSubmitted):
        messages.info(request, _("These scores cannot be changed any more."))
        return redirect(round)
    if not form.hands_in:
        messages.success(request, _("Your draft is kept."))
        return redirect(round.page("scores", candidate.pk))
    waiting = rules.to_score(round, request.user)
    if waiting:
        messages.success(request, _("Your scores are in. Here is the next practice."))
        return redirect(round.page("scores", waiting[0].pk))
    messages.success(request, _("All your scores are in. Now you see those of the others."))
    return redirect(round.page("matrix"))


def score_page(request, round, candidate, form, status):
    own = own_sheets(round, request.user)
    context = {
        "candidate": candidate,
        "practice": candidate.practice,
        "form": form,
        "number": 1 + [each for each, _sheet in own].index(candidate),
        "own": own,
        "title": _("Give scores"),
    }
    return show(request, "scores", round, here="scores", status=status, **context)


def given(request, round, candidate, sheet):
    context = {
        "candidate": candidate,
        "practice": candidate.practice,
        "sheet": sheet,
        "answers": [(each.criterion, each) for each in sheet.answers],
        "own": own_sheets(round, request.user),
        "title": _("Your scores"),
    }
    return show(request, "given", round, **context)


@open_to(rules.sees_scores, about=round_at, why=NOT_YET)
@require_safe
def matrix(request, round):
    """Practices × regions, how they stand, how far regions agree and how firm it all is."""
    return show(request, "matrix", round, here="matrix", title=_("Scores"), **told(round))


def told(round) -> dict:
    """The results of a round with their words."""
    results: Results = results_of(round)
    return {
        "results": results,
        "columns": results.columns,
        "rule": words.rule_of(results),
        "sensitivity": words.sensitivity(results),
        "agreement": [(each, words.agreed(each.meaning)) for each in results.agreement],
    }


@open_to(rules.sees_scores, about=round_at, why=NOT_YET)
@require_safe
def export(request, round, file_format):
    """The table as CSV, XLSX or PDF."""
    if file_format not in exporting.FORMATS:
        raise Http404
    results = results_of(round)
    name = f"selection-{round.project.slug}-{round.pk}.{file_format}"
    if file_format == "pdf":
        try:
            content = exporting.pdf(results)
        except SheetUnavailable:
            return show(request, "no_pdf", round, title=_("PDF"), status=503)
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{name}"'},
        )
    columns = exporting.columns(results)
    return StreamingHttpResponse(
        tables.write(file_format, columns, exporting.rows(results)),
        content_type=tables.CONTENT_TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


# The decision


@open_to(rules.may_decide, about=round_at, why=RUNNERS_ONLY)
@form_view
def decide(request, round):
    """Decide on every practice with a reason, or correct what was decided."""
    results = results_of(round)
    form = DecisionForm(request.POST or None, rows=results.rows)
    if form.is_valid():
        try:
            actions.decide(
                round=round,
                by=request.user,
                judgements=form.judgements,
                reason=form.cleaned_data["summary"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The decision is recorded."))
            return redirect(round)
    context = {"form": form, "rule": words.rule_of(results), "title": _("Decision")}
    status = 422 if form.is_bound else 200
    return show(request, "decide", round, here="decide", status=status, **context)


@open_to(rules.may_send_on, about=round_at, why=RUNNERS_ONLY)
@require_POST
def validation(request, round):
    """Send what was selected to validation."""
    outcome = actions.send_on(round=round, by=request.user)
    count = len(outcome.sent)
    if count:
        said = ngettext(
            "%(count)d practice is before the experts now.",
            "%(count)d practices are before the experts now.",
            count,
        )
        messages.success(request, said % {"count": count})
    if outcome.already:
        names = ", ".join(practice.title for practice in outcome.already)
        messages.info(request, _("With the experts or validated before: %s.") % names)
    for practice, why in outcome.held:
        told = _("“%(title)s” was not sent: %(why)s.")
        messages.warning(request, told % {"title": practice.title, "why": why})
    return redirect(round)
