"""Where editors look at an issue, try it, and send it."""

from urllib.parse import urlencode

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from ponte.core.access import open_to
from ponte.newsletter import actions, picks
from ponte.newsletter.figures import figures_of
from ponte.newsletter.forms import ScheduleForm, TestForm
from ponte.newsletter.models import Issue
from ponte.newsletter.rules import may_edit_newsletter
from ponte.newsletter.writing import write
from ponte.search.criteria import clean_text
from ponte.search.documents import SearchUnavailable


@open_to(may_edit_newsletter)
@csp_update({"frame-src": [SELF]})
@require_safe
def desk(request, pk):
    return show(request, get_object_or_404(Issue, pk=pk))


def show(request, issue, **forms):
    context = {
        "issue": issue,
        "letter": write(issue),
        "recipients": issue.recipients().count(),
        "figures": figures_of(issue) if issue.is_public else None,
        "edit_url": reverse(Issue.snippet_viewset.get_url_name("edit"), args=[issue.pk]),
        "test_form": TestForm(initial={"address": request.user.email}),
        "schedule_form": ScheduleForm(),
        "picking": picking(request, issue) if issue.is_draft else None,
        **forms,
        "crumbs": [
            (_("Home"), reverse("pages:home")),
            (_("Newsletter"), reverse("newsletter:index")),
            (issue.subject, None),
        ],
    }
    return render(request, "newsletter/desk.html", context)


def picking(request, issue):
    """The sections with what is picked, and what is found by the words of an editor."""
    words = clean_text(request.GET.get("q", ""))
    sections = list(issue.sections.all())
    found, is_away = [], False
    try:
        found = picks.search_for(words, language=issue.language) if words else []
    except SearchUnavailable:
        is_away = True
    return {
        "words": words,
        "found": found,
        "is_away": is_away,
        "sections": sections,
        "section": request.GET.get("section", ""),
        "taken": {pick.url for section in sections for pick in section.picked},
    }


@open_to(may_edit_newsletter)
@require_POST
def pick(request, pk):
    """Add a page of this site to a section, or take one out."""
    issue = get_object_or_404(Issue, pk=pk)
    number = request.POST.get("section", "")
    section = issue.sections.filter(pk=number if number.isdecimal() else None).first()
    try:
        if "remove" in request.POST:
            if section is None:
                raise Http404
            actions.drop_pick(section=section, line=request.POST["remove"])
        else:
            found = picks.find(request.POST.get("add", ""))
            if found is None:
                raise Http404
            section = actions.add_pick(issue=issue, pick=found, section=section)
            messages.success(request, _("“%(title)s” is added.") % {"title": found.title})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    asked = {"q": request.POST.get("q", ""), "section": section.pk if section else ""}
    again = urlencode({name: value for name, value in asked.items() if value})
    return redirect(f"{reverse('newsletter:desk', args=[pk])}?{again}#pick")


@open_to(may_edit_newsletter)
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF], "style-src": [UNSAFE_INLINE], "img-src": [SELF]})
@require_safe
def mail(request, pk):
    """The mail itself: mail programs want its styles inline."""
    return HttpResponse(write(get_object_or_404(Issue, pk=pk)).html)


@open_to(may_edit_newsletter)
@csp_update({"frame-src": [SELF]})
@require_POST
def test(request, pk):
    issue = get_object_or_404(Issue, pk=pk)
    form = TestForm(request.POST)
    if not form.is_valid():
        return show(request, issue, test_form=form)
    address = form.cleaned_data["address"]
    try:
        actions.send_test(issue=issue, address=address)
    except OSError:
        messages.error(request, _("The mail server did not take it: try again later."))
    else:
        messages.success(request, _("A test is sent to %(address)s.") % {"address": address})
    return redirect("newsletter:desk", pk=pk)


@open_to(may_edit_newsletter)
@csp_update({"frame-src": [SELF]})
@require_POST
def schedule(request, pk):
    issue = get_object_or_404(Issue, pk=pk)
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        return show(request, issue, schedule_form=form)
    return step(request, issue, _("It will be sent."), actions.schedule, at=form.cleaned_data["at"])


@open_to(may_edit_newsletter)
@require_POST
def recall(request, pk):
    issue = get_object_or_404(Issue, pk=pk)
    return step(request, issue, _("It is a draft again."), actions.recall)


def step(request, issue, done, action, **given):
    try:
        action(issue=issue, by=request.user, **given)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, done)
    return redirect("newsletter:desk", pk=issue.pk)
