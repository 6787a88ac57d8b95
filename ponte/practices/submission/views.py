import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ponte.activity.editing import Conflict
from ponte.activity.models import Entry
from ponte.core.access import members, open_to
from ponte.core.states import IllegalMove
from ponte.practices import views as pages
from ponte.practices.completeness import gaps
from ponte.practices.models import Practice
from ponte.practices.rules import (
    may_archive,
    may_check_for_project,
    may_submit,
    sees_its_way,
    writes_it,
)
from ponte.practices.states import Event, move, possible
from ponte.practices.submission import way
from ponte.practices.submission.actions import (
    TooManyFiles,
    add_attachment,
    delete_draft,
    edit_practice,
    remove_attachment,
    set_picture,
    start_practice,
    was_sent,
)
from ponte.practices.submission.forms import FORMS, ReasonForm
from ponte.practices.submission.sections import BY_SLUG, SECTIONS, home_of, steps

AUTHORS_ONLY = gettext_lazy("Only the authors of this practice open this page.")
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def practice_of(slug) -> Practice:
    practices = Practice.objects.select_related("project", "region", "author", "revision_of")
    practice = practices.with_topics().filter(slug=slug).first()
    if practice is None:
        raise Http404
    return practice


def crumbs(practice=None, here=None):
    home = (_("Home"), reverse("pages:home"))
    mine_url = reverse("practices:mine")
    if practice is None:
        return [
            home,
            (_("My practices"), mine_url if here else None),
            *([(here, None)] * bool(here)),
        ]
    return [home, (_("My practices"), mine_url), (practice.title, None)]


@open_to(
    may_submit,
    why=gettext_lazy("Those who check, judge or decide do not submit practices themselves."),
)
@never_cache
@get_or_post
def new(request):
    """The first section of a practice that does not exist yet."""
    form = FORMS["summary"](request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        practice = start_practice(author=request.user, values=form.given())
        messages.success(request, _("Your draft is there. Nobody else sees it until you send it."))
        return redirect("practices:edit", practice.slug, "who")
    context = {"form": form, "crumbs": crumbs(here=_("New practice")), "sections": SECTIONS}
    return render(request, "practices/submission/new.html", context, status=status_of(form))


def status_of(form):
    return 422 if form.is_bound and form.errors else 200


@open_to(members)
@never_cache
@require_safe
def mine(request):
    """What the member writes or wrote, newest change first."""
    own = Practice.objects.filter(Q(author=request.user) | Q(co_authors=request.user)).distinct()
    own = own.exclude(state=Practice.State.ARCHIVED, revision_of__isnull=False)
    own = own.select_related("project", "region").prefetch_related("topics", "project__regions")
    context = {
        "crumbs": crumbs(),
        "rows": way.rows(own.order_by("-updated_at", "-pk")),
        "may_submit": may_submit.test(request.user),
    }
    return render(request, "practices/submission/mine.html", context)


@open_to(writes_it, about=practice_of, why=AUTHORS_ONLY)
@never_cache
@require_safe
def edit_first(request, practice):
    """To the first section with a gap."""
    missing = gaps(practice)
    section = home_of(missing[0].field) if missing else SECTIONS[0]
    return redirect("practices:edit", practice.slug, section.slug)


@open_to(writes_it, about=practice_of, why=AUTHORS_ONLY)
@never_cache
@get_or_post
def edit(request, practice, section):
    if section not in BY_SLUG:
        raise Http404
    if not practice.is_with_authors:
        return locked(request, practice)
    if request.method == "POST":
        return save(request, practice, BY_SLUG[section])
    return section_page(request, practice, FORMS[section](instance=practice))


def locked(request, practice):
    messages.info(request, _("The practice was sent in: it cannot be changed now."))
    return redirect("practices:history", practice.slug)


def save(request, practice, section):
    """Keep what was typed: all of it, or without what does not fit its field."""
    form = FORMS[section.slug](request.POST, request.FILES, instance=practice)
    form.is_valid()
    seen, window = as_number(request.POST.get("version")), request.POST.get("window", "")[:16]
    conflict = None
    values = {} if form.non_field_errors() else form.given()
    try:
        if section.slug == "files" and not request.htmx:
            change_files(request, practice, form, window)
        stored = edit_practice(
            practice=practice, actor=request.user, values=values, seen=seen, window=window
        )
    except Conflict as found:
        conflict, stored = found, found.record
    except IllegalMove:
        return locked(request, practice)
    except ValidationError as error:
        form.add_error(None, error)
        stored = practice_of(practice.slug)
    if request.htmx:
        return saved_note(request, form, stored, conflict)
    if conflict or form.errors:
        clashes = way.clashes(conflict, values) if conflict else []
        return section_page(request, stored, form, clashes)
    if {"stay", "remove"} & request.POST.keys():
        messages.success(request, _("Removed.") if "remove" in request.POST else _("Saved."))
        return redirect("practices:edit", stored.slug, section.slug)
    return redirect(next_url(stored, section))


def change_files(request, practice, form, window):
    """Keep the files that fit, whatever the other fields say, and take away what is not wanted."""
    who = {"practice": practice, "actor": request.user, "window": window}
    given, unwanted = form.cleaned_data, request.POST.get("remove")
    if given.get("picture") or unwanted == "picture":
        set_picture(**who, picture=given.get("picture"))
    if file := given.get("document"):
        title = given.get("document_title", "")
        try:
            add_attachment(**who, file=file, extension=file.extension, title=title)
        except TooManyFiles as error:
            form.add_error("document", error)
    if unwanted:
        remove_attachment(**who, key=as_number(unwanted))


def as_number(text) -> int:
    return int(text) if text and text.isdecimal() else 0


def next_url(practice, section):
    following = SECTIONS[SECTIONS.index(section) + 1 :]
    if following:
        return reverse("practices:edit", args=[practice.slug, following[0].slug])
    return reverse("practices:submit", args=[practice.slug])


def saved_note(request, form, practice, conflict):
    """What the bar below the form says after a save by itself."""
    who = next(iter(conflict.entries.values())).actor if conflict else None
    context = {
        "time": time_format(timezone.localtime(), "TIME_FORMAT"),
        "version": practice.lock_version,
        "errors": form.errors,
        "conflict": conflict,
        "who": who,
    }
    status = 409 if conflict else 200
    return render(request, "practices/submission/_saved.html", context, status=status)


def section_page(request, practice, form, clashes=()):
    section = form.section
    context = {
        "practice": practice,
        "crumbs": crumbs(practice),
        "form": form,
        "rows": form.rows,
        "section": section,
        "steps": steps(practice),
        "number": SECTIONS.index(section) + 1,
        "previous": previous_url(practice, section),
        "version": practice.lock_version,
        "window": secrets.token_urlsafe(9),
        "question": way.question(practice),
        "clashes": clashes,
    }
    status = 409 if clashes else status_of(form)
    return render(request, "practices/submission/edit.html", context, status=status)


def previous_url(practice, section):
    number = SECTIONS.index(section)
    if number == 0:
        return reverse("practices:mine")
    return reverse("practices:edit", args=[practice.slug, SECTIONS[number - 1].slug])


@open_to(sees_its_way, about=practice_of, why=AUTHORS_ONLY)
@never_cache
@require_safe
def preview(request, practice):
    """The practice as its page will show it."""
    return pages.show(request, pages.for_page(practice.slug))


@open_to(writes_it, about=practice_of, why=AUTHORS_ONLY)
@never_cache
@get_or_post
def submit(request, practice):
    """Is it complete? Then send it."""
    if not practice.is_with_authors:
        return locked(request, practice)
    event = Event.SUBMIT if practice.state == Practice.State.DRAFT else Event.RESUBMIT
    if request.method == "POST":
        return moved(request, practice, event, _("Sent. You are told what becomes of it."))
    context = {
        "practice": practice,
        "crumbs": crumbs(practice),
        "steps": steps(practice),
        "gaps": [(gap, home_of(gap.field)) for gap in gaps(practice)],
        "question": way.question(practice),
        "to_project": practice.project_id and not practice.revision_of_id,
        "may_delete": practice.state == Practice.State.DRAFT and not was_sent(practice),
    }
    return render(request, "practices/submission/submit.html", context)


def moved(request, practice, event, success, **words):
    """Carry out `event` and say what came of it; on to the history."""
    try:
        practice = move(practice=practice, event=event, actor=request.user, **words)
    except IllegalMove as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, success)
    name = "edit_first" if event == Event.REVISE and practice.is_with_authors else "history"
    return redirect(f"practices:{name}", practice.slug)


@open_to(
    may_check_for_project,
    about=practice_of,
    why=gettext_lazy("Only the web admins of the practice's project check it; nobody their own."),
)
@never_cache
@get_or_post
def check(request, practice):
    """The web admin asks, declines or approves."""
    form = ReasonForm(request.POST or None)
    event = request.POST.get("event")
    success = {
        Event.APPROVE: _("Approved: it is on the project's page, and the experts have it now."),
        Event.ASK: _("Your question was sent to the authors."),
        Event.DECLINE: _("Declined. The authors read your reason."),
    }
    if event == Event.APPROVE:
        return moved(request, practice, event, success[event])
    if event in success and form.is_valid():
        return moved(request, practice, event, success[event], **form.cleaned_data)
    context = {
        "practice": pages.for_page(practice.slug),
        "crumbs": pages.crumbs(practice),
        "form": form,
        "is_open": practice.state == Practice.State.PROJECT_CHECK,
    }
    status = 422 if event and form.errors else 200
    return render(request, "practices/submission/check.html", context, status=status)


@open_to(
    sees_its_way,
    about=practice_of,
    why=gettext_lazy("Only those who write, check or judge this practice see its way."),
)
@never_cache
@require_safe
def history(request, practice):
    """What happened to the practice, newest first, and what the member may do now."""
    entries = Entry.objects.about(practice, *practice.new_versions.all())
    context = {
        "practice": practice,
        "crumbs": crumbs(practice)
        if writes_it.test(request.user, practice)
        else pages.crumbs(practice),
        "entries": entries,
        "stages": way.stages(practice),
        "waiting_for": way.waiting_for(practice),
        "links": way.links(practice, request.user),
        "version": way.open_version(practice),
    }
    return render(request, "practices/submission/history.html", context)


def confirmed(event, success, policy, why, question):
    """A view that asks first and carries out `event` when the member agrees."""

    @open_to(policy, about=practice_of, why=why)
    @never_cache
    @get_or_post
    def view(request, practice):
        if request.method == "POST":
            return moved(request, practice, event, success)
        row = next((row for row in possible(practice, request.user) if row.event == event), None)
        context = {
            "practice": practice,
            "crumbs": crumbs(practice),
            "row": row,
            "label": event.label,
            "question": question,
        }
        return render(request, "practices/submission/confirm.html", context)

    return view


withdraw = confirmed(
    Event.WITHDRAW,
    gettext_lazy("Withdrawn: it is your draft again."),
    writes_it,
    AUTHORS_ONLY,
    gettext_lazy("Nobody looks at it any more, and it becomes your draft again."),
)
revise = confirmed(
    Event.REVISE,
    gettext_lazy("Here is your draft. Change what you like and send it."),
    writes_it,
    AUTHORS_ONLY,
    gettext_lazy(
        "You get a draft to change and send. A practice that is public stays so, as it is, until "
        "experts have validated the new version."
    ),
)
archive = confirmed(
    Event.ARCHIVE,
    gettext_lazy("Archived: it is public no more."),
    may_archive,
    gettext_lazy("Only its project's web admins and the secretariat archive a practice."),
    gettext_lazy("It leaves the public lists and the search. Its history stays."),
)


@open_to(writes_it, about=practice_of, why=AUTHORS_ONLY)
@never_cache
@get_or_post
def delete(request, practice):
    """A draft that was never sent goes away for good."""
    if request.method == "POST":
        try:
            delete_draft(practice=practice, actor=request.user)
        except IllegalMove as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The draft is deleted."))
        return redirect("practices:mine")
    context = {"practice": practice, "crumbs": crumbs(practice)}
    return render(request, "practices/submission/delete.html", context)
