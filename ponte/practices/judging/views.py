"""Pages on which people say what they know of a practice."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ponte.core.access import everyone, open_to
from ponte.practices.judging import actions, freshness, rules
from ponte.practices.judging.forms import (
    AnswerForm,
    QuestionForm,
    ReasonForm,
    ResultForm,
    TrialForm,
)
from ponte.practices.judging.models import Adoption, EvidenceEntry, Question
from ponte.practices.judging.telling import owners_of
from ponte.practices.models import Practice

form_view = require_http_methods(["GET", "HEAD", "POST"])
RUNS_IT = gettext_lazy("Only those who run the practice can do this.")


def practice_at(slug):
    practices = Practice.objects.select_related("region", "project")
    return get_object_or_404(practices, slug=slug)


def result_at(pk):
    return get_object_or_404(EvidenceEntry.objects.select_related("practice", "region"), pk=pk)


def trial_at(pk):
    return get_object_or_404(Adoption.objects.select_related("practice", "region"), pk=pk)


def question_at(pk):
    return get_object_or_404(Question.objects.select_related("practice", "asker"), pk=pk)


# Results


@open_to(
    rules.may_add_result,
    about=practice_at,
    why=gettext_lazy("Only those who run the practice and experts on its topic add results."),
)
@form_view
def result_new(request, practice):
    entry = EvidenceEntry(practice=practice, added_by=request.user)
    return result_form(request, entry, _("State a result"))


@open_to(
    rules.may_change_result,
    about=result_at,
    why=gettext_lazy("Only who added this result can change it."),
)
@form_view
def result_edit(request, entry):
    return result_form(request, entry, _("Change a result"))


def result_form(request, entry, title):
    form = ResultForm(request.POST or None, instance=entry)
    if form.is_valid():
        actions.add_result(entry=form.save(commit=False), by=request.user)
        return back(request, entry.practice, "grade", _("The result is saved."))
    return show(request, entry.practice, form, title, "grade")


@open_to(
    rules.may_change_result,
    about=result_at,
    why=gettext_lazy("Only who added this result can remove it."),
)
@form_view
def result_remove(request, entry):
    practice = entry.practice
    if request.method == "POST":
        actions.remove_result(entry=entry, by=request.user)
        return back(request, practice, "grade", _("The result is removed."))
    context = {"practice": practice, "entry": entry, "crumbs": crumbs(practice, _("Remove"))}
    return render(request, "practices/judging/remove.html", context)


# Trials


@open_to(rules.may_report_trial, about=practice_at)
@form_view
def trial_new(request, practice):
    region = request.user.region
    if region is None or rules.is_near(region, practice.region):
        context = {"practice": practice, "region": region, "crumbs": crumbs(practice, tried())}
        return render(request, "practices/judging/no_trial.html", context)
    reported = practice.adoptions.filter(reporter=request.user, region=region).first()
    if reported is not None:
        if reported.is_hidden:
            raise PermissionDenied(_("Your report is not shown: the reason was sent to you."))
        return redirect("practices:trial_edit", reported.pk)
    try:
        adoption = actions.begin_report(practice=practice, region=region, by=request.user)
    except actions.AlreadyReported as error:
        said = _("Your team has reported on it already: here is the report.")
        return back(request, practice, f"tried-{error.adoption.pk}", said)
    return trial_form(request, adoption)


@open_to(
    rules.may_change_trial,
    about=trial_at,
    why=gettext_lazy("Only its author can change a report."),
)
@form_view
def trial_edit(request, adoption):
    return trial_form(request, adoption)


def trial_form(request, adoption):
    organisation = request.user.organisation
    form = TrialForm(
        request.POST or None,
        instance=adoption,
        initial={} if adoption.pk else {"organisation_name": str(organisation or "")},
    )
    if form.is_valid():
        actions.report_trial(adoption=form.save(commit=False), by=request.user)
        return back(request, adoption.practice, "tried", _("Thank you: your report is published."))
    return show(request, adoption.practice, form, tried(), "tried", region=adoption.region)


def tried():
    return _("We have tried it")


@open_to(rules.may_answer_trial, about=trial_at, why=RUNS_IT)
@form_view
def trial_answer(request, adoption):
    form = AnswerForm(request.POST or None, initial={"answer": adoption.answer})
    if form.is_valid():
        actions.answer_trial(adoption=adoption, by=request.user, answer=form.cleaned_data["answer"])
        return back(request, adoption.practice, "tried", _("Your answer is published."))
    return show(
        request, adoption.practice, form, _("Answer a report"), "tried", quoted=adoption.outcome
    )


@open_to(
    rules.may_hide_trial,
    about=trial_at,
    why=gettext_lazy("Only the secretariat can hide a report. You can answer it."),
)
@form_view
def trial_hide(request, adoption):
    return hide(request, adoption, "tried", adoption.outcome)


# Questions


@open_to(rules.may_ask, about=practice_at)
@form_view
def ask(request, practice):
    begun = request.GET.get("text", "")[: Question._meta.get_field("text").limit]
    form = QuestionForm(request.POST or None, initial={"text": begun})
    if form.is_valid():
        try:
            actions.ask(practice=practice, by=request.user, text=form.cleaned_data["text"])
        except actions.TooManyQuestions:
            form.add_error("text", _("You have asked much today: please go on tomorrow."))
        else:
            said = _("Your question is on its way. You will be told of the answer.")
            return back(request, practice, "questions", said)
    return show(request, practice, form, _("Ask a question"), "questions")


@open_to(rules.may_answer_question, about=question_at, why=RUNS_IT)
@form_view
def answer(request, question):
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            actions.answer_question(
                question=question, by=request.user, answer=form.cleaned_data["answer"]
            )
        except actions.AlreadySettled:
            said = _("Somebody else was quicker: the question is settled.")
        else:
            said = _("Your answer is published.")
        return back(request, question.practice, "questions", said)
    return show(
        request,
        question.practice,
        form,
        _("Answer a question"),
        "questions",
        quoted=question.text,
        hide_url=reverse("practices:question_hide", args=[question.pk]),
    )


@open_to(rules.may_hide_question, about=question_at, why=RUNS_IT)
@form_view
def question_hide(request, question):
    return hide(request, question, "questions", question.text)


# The expert's opinion


@open_to(
    rules.may_hide_opinion,
    about=practice_at,
    why=gettext_lazy("Only the secretariat can hide an opinion."),
)
@form_view
def opinion_hide(request, practice):
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        actions.hide_opinion(practice=practice, by=request.user, **form.cleaned_data)
        return back(request, practice, "cite", _("It is hidden, and its author was told why."))
    title = _("Do not show it")
    return show(request, practice, form, title, "opinion", quoted=practice.shown_opinion)


# Still valid?


@open_to(everyone)
@never_cache
@form_view
def still_valid(request, token):
    """From a mail, without a sign-in. Mail scanners open links, so a press of a button counts.

    The log names whom the mail was to, who has to run the practice still.
    """
    try:
        link = freshness.read_token(token)
    except ValueError:
        return render(request, "practices/judging/no_link.html", status=404)
    practice = get_object_or_404(Practice.objects.published(), pk=link.practice)
    by = next((each for each in owners_of(practice) if each.pk == link.member), None)
    if by is None:
        return render(request, "practices/judging/no_link.html", status=404)
    if request.method == "POST":
        actions.confirm(practice=practice, by=by, day=link.day)
        return redirect("practices:still_valid", token)
    context = {
        "practice": practice,
        "is_done": practice.review_by != link.day,
        "crumbs": crumbs(practice, _("Still valid?")),
    }
    return render(request, "practices/judging/still_valid.html", context)


@open_to(rules.may_confirm, about=practice_at, why=RUNS_IT)
@require_POST
def confirm(request, practice):
    actions.confirm(practice=practice, by=request.user)
    return back(request, practice, "quality", _("Thank you: the practice is marked as valid."))


# What the pages share


def hide(request, about, anchor, quoted):
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        actions.hide(about=about, by=request.user, reason=form.cleaned_data["reason"])
        said = _("It is hidden, and its author was told why.")
        return back(request, about.practice, anchor, said)
    return show(request, about.practice, form, _("Do not show it"), anchor, quoted=quoted)


def show(request, practice, form, title, anchor, **context):
    context |= {
        "practice": practice,
        "form": form,
        "title": title,
        "crumbs": crumbs(practice, title),
        "back": f"{practice.get_absolute_url()}#{anchor}",
    }
    status = 422 if form.is_bound else 200
    return render(request, "practices/judging/form.html", context, status=status)


def back(request, practice, anchor, said):
    messages.success(request, said)
    return redirect(f"{practice.get_absolute_url()}#{anchor}")


def crumbs(practice, title):
    return [
        (_("Home"), reverse("pages:home")),
        (_("Good practices"), reverse("practices:index")),
        (practice.title, practice.get_absolute_url()),
        (title, None),
    ]
