from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ponte.activity.models import Entry
from ponte.assessment.actions import SheetHasChanged
from ponte.assessment.results import score_of
from ponte.core.access import everyone, open_to
from ponte.core.states import IllegalMove
from ponte.practices import states
from ponte.practices.models import Practice
from ponte.practices.states import Event
from ponte.review import actions, checking, planning, rules
from ponte.review import statistics as figures
from ponte.review.actions import NotPossible
from ponte.review.due import to_conclude
from ponte.review.forms import (
    AskForm,
    ConcludeForm,
    ConflictQuery,
    DeclareForm,
    ExpertForm,
    HandBackForm,
    ReasonForm,
    ScoresForm,
)
from ponte.review.models import Assignment, DeclaredConflict, Review, ReviewSettings
from ponte.review.standing import Stage, sentence, stage_of

PAGE_SIZE = 50
ASKED_ONLY = gettext_lazy("Only the experts of this review and the secretariat open this page.")


def review_of(pk) -> Review:
    return get_object_or_404(Review.objects.select_related("practice", "rubric"), pk=pk)


def crumbs(*further):
    home, reviews = (_("Home"), reverse("pages:home")), (_("Reviews"), reverse("review:index"))
    *links, (here, _url) = [home, reviews, *further]
    return [*links, (here, None)]


# The experts' and the secretariat's lists


@open_to(rules.may_open_reviews)
@require_safe
def index(request):
    """What an expert reviews; for the secretariat, what is under review."""
    assignments = Assignment.objects.filter(expert=request.user).select_related("review__practice")
    context = {
        "crumbs": crumbs(),
        "open": assignments.open(),
        "to_conclude": to_conclude(request.user),
        "done": assignments.filter(state=Assignment.State.SCORED).order_by("-answered_at")[:20],
        "manages": rules.may_assign.test(request.user),
    }
    if context["manages"]:
        reviews = Review.objects.open().with_assignments()
        context["page"] = Paginator(reviews, PAGE_SIZE).get_page(request.GET.get("page"))
        for review in context["page"]:
            review.stage = stage_of(review, acting=len(review.acting))
        context["waiting_count"] = Review.objects.waiting().count()
    return render(request, "review/index.html", context)


@open_to(rules.may_assign)
@require_http_methods(["GET", "HEAD", "POST"])
def assign_waiting(request):
    """A proposal for all practices that wait, with reasons; carried out when agreed to."""
    if request.method == "POST":
        try:
            plan = actions.assign_waiting(
                by=request.user, proposal=request.POST.get("proposal", "")
            )
        except actions.PlanHasChanged as error:
            messages.warning(request, error.message)
        else:
            count = len(plan.choices)
            text = ngettext("%(count)d review assigned.", "%(count)d reviews assigned.", count)
            messages.success(request, text % {"count": count})
        return redirect("review:assign")
    actions.open_missing()
    plan = planning.plan(most=ReviewSettings.load().most_open)
    context = {
        "crumbs": crumbs((_("Assign experts"), None)),
        "plan": plan,
        "rows": checking.rows(plan),
        "shortages": checking.shortages(plan),
    }
    return render(request, "review/assign.html", context)


# One review


@open_to(rules.sees_review, about=review_of, why=ASKED_ONLY)
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request, review):
    """The practice, the expert's own sheet, and everybody's scores when all are in."""
    if request.method == "POST":
        return keep_scores(request, review)
    return page(request, review)


def own(review, member) -> Assignment | None:
    """The member's part in the review, if any."""
    found = review.assignments.acting().filter(expert=member)
    return found.select_related("expert", "assessment__rubric", "review__practice").first()


def page(request, review, *, status=422, **forms):
    """Draw the page of a review. `forms` are those that were sent with mistakes, in `status`."""
    assignment = own(review, request.user)
    review.practice = practice = Practice.objects.for_cards().get(pk=review.practice_id)
    stage = stage_of(review, acting=review.assignments.acting().count())
    is_at_work = assignment and stage not in {Stage.CLOSED, Stage.AUTHOR}
    is_to_score = is_at_work and not assignment.is_scored
    concludes = is_at_work and review.is_complete
    manages = rules.may_assign.test(request.user) and review.is_open and not assignment
    context = {
        "crumbs": crumbs((practice.title, None)),
        "review": review,
        "practice": practice,
        "standing": sentence(review, stage, assignment),
        "waits": stage == Stage.AUTHOR,
        "assignment": assignment,
        "manages": manages,
        # Experts work unknown to each other as long as one of them has to score.
        "experts": checking.experts(review, only=None if review.is_complete else assignment),
    }
    if is_to_score:
        context["scores_form"] = forms.get("scores") or ScoresForm(assignment=assignment)
        context["hand_back_form"] = forms.get("hand_back") or HandBackForm(auto_id="back-%s")
    if concludes:
        context["conclude_form"] = forms.get("conclude") or ConcludeForm()
    if is_to_score or concludes:
        context["ask_form"] = forms.get("ask") or AskForm(auto_id="ask-%s")
    if manages:
        context |= {"expert_form": forms.get("expert"), "fewer_form": forms.get("fewer")}
        context |= checking.for_secretariat(review)
        context["entries"] = Entry.objects.about(review)
    if rules.sees_scores.test(request.user, review):
        context["scores"] = checking.side_by_side(review)
    elif assignment and assignment.is_scored:
        context["own_score"] = score_of(assignment.assessment)
    return render(request, "review/detail.html", context, status=status if forms else 200)


def keep_scores(request, review):
    """Keep the draft, or hand it in."""
    assignment = own(review, request.user)
    if assignment is None:
        raise PermissionDenied(_("Nothing is expected from you here."))
    if assignment.is_scored:
        return too_late(request, review, actions.OVER[assignment.state])
    hands_in = "submit" in request.POST
    form = ScoresForm(request.POST, assignment=assignment, hands_in=hands_in)
    if not form.is_valid():
        return page(request, review, scores=form)
    try:
        assignment = form.save()
        if hands_in:
            actions.submit(assignment=assignment)
    except SheetHasChanged:
        form = ScoresForm(request.POST, assignment=own(review, request.user), hands_in=hands_in)
        form.tell_changes()
        return page(request, review, scores=form, status=409)
    except NotPossible as error:
        return too_late(request, review, error.message)
    messages.success(request, _("Your scores are in.") if hands_in else _("Your draft is kept."))
    return redirect(review)


def too_late(request, review, why):
    """Something happened meanwhile: say what, where the member may still look at it."""
    messages.warning(request, why)
    return redirect(review if rules.sees_review.test(request.user, review) else "review:index")


@open_to(rules.is_asked, about=review_of, why=ASKED_ONLY)
@require_POST
def ask(request, review):
    """Ask the author for information; scores wait for the answer."""
    form = AskForm(request.POST, auto_id="ask-%s")
    said = _("Your question was sent to the author.")
    return moved(request, review, form, Event.ASK, said) or page(request, review, ask=form)


@open_to(rules.is_asked, about=review_of, why=ASKED_ONLY)
@require_POST
def conclude(request, review):
    """Validate the practice with an opinion, or do not select it, with a reason."""
    form = ConcludeForm(request.POST)
    event = Event(request.POST["verdict"]) if form.is_valid() else None
    said = _("The review is closed.")
    return moved(request, review, form, event, said) or page(request, review, conclude=form)


def moved(request, review, form, event, said):
    """Move the practice with the words of `form` and lead back; None with the errors in `form`."""
    if not form.is_valid():
        return None
    words = {key: form.cleaned_data.get(key, "") for key in ("reason", "text")}
    try:
        states.move(practice=review.practice, event=event, actor=request.user, **words)
    except IllegalMove as error:
        if error.code in {"state", "right"}:
            return too_late(request, review, error.message)
        form.add_error(None, error)
        return None
    messages.success(request, said)
    return redirect(review)


@open_to(rules.is_asked, about=review_of, why=ASKED_ONLY)
@require_POST
def hand_back(request, review):
    """The expert does not review it, and says why."""
    form = HandBackForm(request.POST, auto_id="back-%s")
    if not form.is_valid():
        return page(request, review, hand_back=form)
    try:
        actions.hand_back(assignment=own(review, request.user), **form.cleaned_data)
    except NotPossible as error:
        return too_late(request, review, error.message)
    messages.success(request, _("You need not review this practice any more. Thank you."))
    return redirect("review:index")


# What the secretariat does for one review


@open_to(rules.may_assign)
@require_POST
def choose_expert(request, pk):
    review = review_of(pk)
    form = ExpertForm(request.POST, candidates=checking.candidates_for(review))
    if form.is_valid():
        try:
            actions.assign(
                review=review, expert=form.cleaned_data["expert"], by=request.user, even_unread=True
            )
        except ValidationError as error:
            form.add_error(None, error)
    if form.errors:
        return page(request, review, expert=form)
    messages.success(request, _("The expert is asked."))
    return redirect(review)


@open_to(rules.may_assign)
@require_POST
def release(request, pk, assignment):
    """Take the review from an expert, with a reason."""
    review = review_of(pk)
    assignment = get_object_or_404(review.assignments.acting(), pk=assignment)
    form = ReasonForm(request.POST)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        actions.release(assignment=assignment, by=request.user, reason=reason)
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The review was taken from the expert."))
    return redirect(review)


@open_to(rules.may_assign)
@require_POST
def go_on_with_fewer(request, pk):
    """Do with the experts that are asked."""
    review = review_of(pk)
    form = ReasonForm(request.POST, auto_id="fewer-%s")
    if form.is_valid():
        try:
            actions.go_on_with_fewer(
                review=review, by=request.user, reason=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            form.add_error(None, error)
    if form.errors:
        return page(request, review, fewer=form)
    messages.success(request, _("The review goes on with the experts it has."))
    return redirect(review)


# Conflicts and statistics


@open_to(rules.may_check_conflicts)
@require_http_methods(["GET", "HEAD", "POST"])
def conflicts(request):
    """Check a practice for conflicts: all experts for the secretariat, oneself for an expert.
    An expert also declares what nobody else can know."""
    query = ConflictQuery(request.GET if "practice" in request.GET else None)
    declared = DeclaredConflict(expert=request.user)
    declare = DeclareForm(request.POST or None, instance=declared, auto_id="declare-%s")
    may_declare = rules.may_declare.test(request.user)
    if request.method == "POST":
        if not may_declare:
            raise PermissionDenied(_("Only experts declare conflicts."))
        if declare.is_valid():
            declare.save()
            messages.success(request, _("Kept: you will not be asked where this matters."))
            return redirect("review:conflicts")
    context = {
        "crumbs": crumbs((_("Conflicts of interest"), None)),
        "query": query,
        "declare": declare if may_declare else None,
        "declared": request.user.declared_conflicts.select_related(
            "practice", "organisation", "member"
        ),
    }
    everybody = rules.may_assign.test(request.user)
    if everybody:
        context["under_review"] = Practice.objects.filter(reviews__in=Review.objects.open())
    if query.is_bound and query.is_valid():
        practice = query.cleaned_data["practice"]
        only = None if everybody else [request.user.pk]
        context |= {"practice": practice, "found": checking.conflicts_of(practice, only=only)}
    status = 422 if request.method == "POST" else 200
    return render(request, "review/conflicts.html", context, status=status)


@open_to(rules.may_declare)
@require_POST
def withdraw_conflict(request, pk):
    get_object_or_404(request.user.declared_conflicts, pk=pk).delete()
    messages.success(request, _("The declaration is withdrawn."))
    return redirect("review:conflicts")


@open_to(everyone)
@require_safe
def statistics(request):
    """How many reviews there were and how far experts agree, for everybody to see."""
    totals, agreements = figures.published()
    context = {
        "crumbs": [
            (_("Home"), reverse("pages:home")),
            (_("How we judge"), reverse("assessment:criteria")),
            (_("Review statistics"), None),
        ],
        "totals": totals,
        "rubrics": agreements,
        "fewest": figures.FEWEST,
    }
    if rules.may_assign.test(request.user):
        context["severities"] = figures.expert_severities()
    elif rules.may_declare.test(request.user):
        context["severities"] = figures.expert_severities(only=request.user)
    return render(request, "review/statistics.html", context)
