"""Events: found, read, made and run; and the registration of who comes."""

from datetime import UTC, datetime, time, timedelta
from statistics import mean

import segno
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ponte.community.filters import spoken
from ponte.core import tables
from ponte.core.access import everyone, members, open_to
from ponte.core.states import IllegalMove
from ponte.events import actions, feeds, filters, linked_data, months, registering, rules, states
from ponte.events.calendars import calendar_of
from ponte.events.forms import (
    ArrivalsForm,
    EventForm,
    FeedbackForm,
    MaterialForm,
    QuestionFormSet,
    RegistrationForm,
    SessionFormSet,
)
from ponte.events.mails import CALENDAR_FILE, number_in, path_of
from ponte.events.models import Event, Feedback, Registration
from ponte.learning.models import Activity
from ponte.practices import sheet as sheets
from ponte.practices.sheet import COLOURS, on_paper
from ponte.search.criteria import has_empty_parameters

form_view = require_http_methods(["GET", "HEAD", "POST"])
MAKERS_ONLY = gettext_lazy("Events are made by the secretariat and by who runs a project.")
ORGANISERS_ONLY = gettext_lazy("Only those who organise the event can do this.")
State = Registration.State


def event_at(slug: str) -> Event:
    return get_object_or_404(Event.objects.for_list(), slug=slug)


def registration_at(token: str) -> Registration:
    """The registration that a signed address names."""
    registrations = Registration.objects.select_related("event__project", "member", "region")
    return get_object_or_404(registrations, pk=number_in(token))


def crumbs(*links):
    way = [(_("Home"), reverse("pages:home")), (_("Events"), reverse("events:index")), *links]
    return [*way[:-1], (way[-1][0], None)]


def below(event, title):
    return crumbs((event.title, event.get_absolute_url()), (title, None))


# For everybody


@open_to(everyone)
@require_safe
def index(request):
    """What is to come, or past: a list with facets."""
    criteria = filters.read(request.GET)
    if not request.htmx and has_empty_parameters(request.GET):
        return redirect(request.path + criteria.query_string)
    found = filters.found(criteria, request.path)
    asked = found.criteria.on_page(1).query_string
    context = {
        "found": found,
        "asked": asked,
        "subscribe_url": request.build_absolute_uri(reverse("events:calendar_feed")) + asked,
        "may_make": rules.may_make.test(request.user),
        "crumbs": crumbs(),
    }
    partial = request.htmx and request.htmx.request_type != "full"
    page = "events/results.html" if partial else "events/index.html"
    response = render(request, page, context)
    if partial:
        response["HX-Push-Url"] = request.path + found.criteria.query_string
    patch_vary_headers(response, ["HX-Request", "HX-Request-Type"])
    return response


@open_to(everyone)
@require_safe
def month(request):
    """A month; what lasts several days is one bar in each of its weeks."""
    first = months.month_in(request.GET.get("month", ""))
    after = months.after(first)
    margin = timedelta(days=8)
    begins = datetime.combine(first, time(), UTC) - margin
    ends = datetime.combine(after, time(), UTC) + margin
    events = Event.objects.public().filter(start__lt=ends, end__gt=begins).order_by("start", "pk")
    weeks = months.weeks_of(first, events)
    context = {
        "month": first,
        "before": months.before(first),
        "after": after,
        "weeks": weeks,
        "is_empty": not any(week.bars or any(day.events for day in week.days) for week in weeks),
        "crumbs": crumbs((_("Calendar"), None)),
    }
    return render(request, "events/month.html", context)


@open_to(everyone)
@require_safe
def calendar_feed(request):
    """A calendar to subscribe to, of whatever is asked for."""
    return feeds.as_file(feeds.calendar(filters.read(request.GET)), "events.ics")


feed = open_to(everyone)(require_safe(feeds.EventNews()))


@open_to(everyone, about=event_at)
@require_safe
def detail(request, event):
    member = request.user
    organises = rules.may_organise.test(member, event)
    if event.state == Event.State.DRAFT and not organises:
        raise Http404
    own = None
    if member.is_authenticated:
        own = event.registrations.active().filter(member=member).first()
    confirmed = event.registrations.filter(state=State.CONFIRMED).count()
    context = {
        "event": event,
        "sessions": event.sessions.all(),
        "materials": event.materials.select_related("document"),
        "languages": spoken(event.languages),
        "organises": organises,
        "steps": states.possible(event, member),
        "own": own,
        "own_url": own and path_of(own),
        "sees_room": organises or (own is not None and own.state == State.CONFIRMED),
        "free": None if event.capacity is None else max(0, event.capacity - confirmed),
        "linked_data": linked_data.of(event, request.build_absolute_uri),
        "crumbs": crumbs((event.title, None)),
    }
    return render(request, "events/detail.html", context)


@open_to(everyone, about=event_at)
@require_safe
def event_file(request, event):
    """The event for a calendar."""
    if event.state == Event.State.DRAFT:
        raise Http404
    return feeds.as_file(calendar_of([event]), CALENDAR_FILE)


# Registration


@open_to(everyone, about=event_at)
@never_cache
@form_view
def register(request, event):
    """A member registers at once; a visitor gets a link by mail."""
    if event.state == Event.State.DRAFT or event.registering != Event.Registering.HERE:
        raise Http404
    member = request.user if request.user.is_authenticated else None
    if member and (own := event.registrations.active().filter(member=member).first()):
        return redirect(path_of(own))
    form = RegistrationForm(request.POST or None, event=event, member=member)
    if event.takes_registrations and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("organisation", "region")}
        try:
            if member:
                made = registering.register(
                    event=event, member=member, name=member.name, answers=form.answers, **given
                )
                return redirect(path_of(made))
            register_visitor(request, event, form, given)
        except registering.NotPossible as error:
            form.add_error(None, error)
        else:
            return render(
                request, "events/sent.html", {"event": event, "crumbs": below(event, _("Register"))}
            )
    context = {"event": event, "form": form, "crumbs": below(event, _("Register"))}
    status = 422 if form.is_bound else 200
    return render(request, "events/register.html", context, status=status)


def register_visitor(request, event, form, given) -> None:
    """Whoever asks too often gets the same page, and no mail."""
    email = form.cleaned_data["email"]
    if not ratelimit.consume(request, action="event_registration"):
        return
    if not ratelimit.consume(request, action="unasked_mail", key=email.lower()):
        return
    registering.register(
        event=event, email=email, name=form.cleaned_data["name"], answers=form.answers, **given
    )


@open_to(members)
@require_safe
def mine(request):
    """The registrations of a member."""
    registrations = request.user.registrations.select_related("event").order_by("-event__start")
    context = {
        "registrations": [(each, path_of(each)) for each in registrations],
        "crumbs": crumbs((_("Your registrations"), None)),
    }
    return render(request, "events/mine.html", context)


@open_to(everyone, about=registration_at)
@never_cache
@form_view
def registration(request, registration):
    """The page of a registration: to confirm, to come with, to give the place back."""
    step = request.POST.get("step")
    if step in STEPS:
        try:
            registration = STEPS[step](registration=registration)
        except registering.NotPossible as error:
            messages.error(request, error.message)
        return redirect(path_of(registration))
    event = registration.event
    context = {
        "event": event,
        "registration": registration,
        "ahead": ahead_of(registration),
        "code": qr_of(registration) if registration.state == State.CONFIRMED else "",
        "file_url": path_of(registration, "registration_file"),
        "certificate_url": path_of(registration, "certificate"),
        "survey_url": path_of(registration, "survey"),
        "has_said": Feedback.objects.filter(registration=registration).exists(),
        "may_cancel": registration.is_active
        and not event.is_over
        and registration.attended_at is None,
        "crumbs": below(event, _("Your registration")),
    }
    return render(request, "events/registration.html", context)


STEPS = {"confirm": registering.confirm, "cancel": registering.cancel}


def ahead_of(registration) -> int:
    """How many wait before this one."""
    waiting = registration.event.registrations.filter(state=State.WAITING)
    earlier = Q(queued_at__lt=registration.queued_at)
    same = Q(queued_at=registration.queued_at, pk__lt=registration.pk)
    return waiting.filter(earlier | same).count()


def qr_of(registration) -> str:
    """The code for the door, as a picture."""
    address = settings.SITE_URL + registration.event.page("check_in_one", registration.code)
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(scale=5, border=2))  # noqa: S308 (a drawing of our own)


@open_to(everyone, about=registration_at)
@never_cache
@require_safe
def registration_file(request, registration):
    is_inside = registration.state == State.CONFIRMED
    return feeds.as_file(calendar_of([registration.event], is_inside=is_inside), CALENDAR_FILE)


@open_to(everyone, about=registration_at)
@never_cache
@require_safe
def certificate(request, registration):
    """That somebody was there, on paper: for those who were."""
    if registration.attended_at is None:
        raise Http404
    event = registration.event
    ink, tint = COLOURS.get(event.hub and event.hub.slug, COLOURS[None])
    context = {"registration": registration, "event": event, "ink": ink, "tint": tint}
    try:
        content = on_paper("events/certificate_sheet.html", context)
    except sheets.SheetUnavailable:
        return render(request, "events/no_pdf.html", {"event": event}, status=503)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="certificate.pdf"'},
    )


@open_to(everyone, about=registration_at)
@never_cache
@form_view
def survey(request, registration):
    """What somebody who came thinks of it; the organisers read it without the name."""
    event = registration.event
    if registration.attended_at is None:
        raise Http404
    form = FeedbackForm(request.POST or None)
    if form.is_valid():
        try:
            registering.say(registration=registration, feedback=form.instance)
        except registering.NotPossible as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Thank you. The organisers read it without your name."))
        return redirect(path_of(registration))
    back = path_of(registration)
    return form_page(request, event, form, title=_("How was it?"), back=back)


# For those who organise


def form_page(request, event, form, *, title, back, template="events/form.html", **more):
    context = {
        "event": event,
        "form": form,
        "title": title,
        "back": back,
        "crumbs": below(event, title) if event.pk else crumbs((title, None)),
        **more,
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


@open_to(rules.may_make, why=MAKERS_ONLY)
@form_view
def new(request):
    event = Event()
    if activity := from_activity(request):
        event = activity
    form = EventForm(request.POST or None, instance=event, member=request.user)
    if form.is_valid():
        event = actions.save_event(
            event=form.instance, by=request.user, topics=form.cleaned_data["topics"]
        )
        messages.success(request, _("The event is a draft: announce it when it is complete."))
        return redirect(event)
    back = reverse("events:index")
    return form_page(request, event, form, title=_("New event"), back=back)


def from_activity(request) -> Event | None:
    """An event that begins with what a learning activity says: ?activity=12."""
    number = request.GET.get("activity", "")
    activities = Activity.objects.filter(event=None).select_related("project")
    activity = activities.filter(pk=number if number.isdecimal() else None).first()
    if activity is None:
        return None
    event = Event(
        activity=activity,
        project=activity.project,
        title=activity.title,
        kind=activity.kind,
        mode=activity.mode,
        place=activity.place,
        region=activity.host_region,
        description=activity.agenda,
    )
    if activity.start:
        zone = event.tz
        event.start = datetime.combine(activity.start, time(9), zone)
        event.end = datetime.combine(activity.end or activity.start, time(17), zone)
    return event


@open_to(rules.may_organise, about=event_at, why=ORGANISERS_ONLY)
@form_view
def edit(request, event):
    form = EventForm(request.POST or None, instance=event, member=request.user)
    if form.is_valid():
        actions.save_event(event=form.instance, by=request.user, topics=form.cleaned_data["topics"])
        messages.success(request, _("Saved."))
        return redirect(event)
    return form_page(
        request, event, form, title=_("Change the event"), back=event.get_absolute_url()
    )


@open_to(rules.may_organise, about=event_at, why=ORGANISERS_ONLY)
@form_view
def agenda(request, event):
    options = {"form_kwargs": {"zone": event.zone}, "instance": event}
    return rows_page(request, event, SessionFormSet(request.POST or None, **options), _("Agenda"))


@open_to(rules.may_organise, about=event_at, why=ORGANISERS_ONLY)
@form_view
def questions(request, event):
    formset = QuestionFormSet(request.POST or None, instance=event)
    return rows_page(request, event, formset, _("Questions at registration"))


def rows_page(request, event, formset, title):
    if formset.is_bound and formset.is_valid():
        formset.save()
        messages.success(request, _("Saved."))
        return redirect(request.path)
    back = event.get_absolute_url()
    return form_page(request, event, formset, title=title, back=back, template="events/rows.html")


@open_to(rules.may_organise, about=event_at, why=ORGANISERS_ONLY)
@form_view
def materials(request, event):
    """The files of an event: one is added, or taken away."""
    if "remove" in request.POST:
        number = request.POST["remove"]
        found = event.materials.filter(pk=number if number.isdecimal() else None)
        get_object_or_404(found).delete()
        return redirect(event.page("materials"))
    form = MaterialForm(*([request.POST, request.FILES] if request.method == "POST" else []))
    if form.is_valid():
        given = form.cleaned_data
        actions.add_material(
            event=event, extension=given["file"].extension, by=request.user, **given
        )
        messages.success(request, _("The file is there for everybody."))
        return redirect(event.page("materials"))
    return form_page(
        request,
        event,
        form,
        title=_("Materials"),
        back=event.get_absolute_url(),
        template="events/materials.html",
        materials=event.materials.select_related("document"),
    )


@open_to(rules.may_organise, about=event_at, why=ORGANISERS_ONLY)
@require_POST
def step(request, event):
    """Announce, postpone or cancel."""
    try:
        states.move(
            event=event,
            step=request.POST.get("step", ""),
            actor=request.user,
            reason=request.POST.get("reason", ""),
        )
    except IllegalMove as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Done. Those who registered are told."))
    return redirect(event)


@open_to(rules.may_organise, about=event_at, why=ORGANISERS_ONLY)
@require_safe
def registrants(request, event):
    """Who registered, with answers; and what those who came think of it."""
    rows = list(event.registrations.select_related("member", "region"))
    said = list(event.feedback.all())
    counts = {state: sum(row.state == state for row in rows) for state in State}
    context = {
        "event": event,
        "rows": rows,
        "confirmed": counts[State.CONFIRMED] + event.past_confirmed,
        "waiting": counts[State.WAITING],
        "attended": sum(row.attended_at is not None for row in rows) + event.past_attended,
        "said": said,
        "rating": mean(each.rating for each in said) if said else None,
        "crumbs": below(event, _("Who registered")),
    }
    return render(request, "events/registrants.html", context)


COLUMNS = (
    "name",
    "email",
    "organisation",
    "region",
    "state",
    "registered_at",
    "attended_at",
    "answers",
)


@open_to(rules.may_organise, about=event_at, why=ORGANISERS_ONLY)
@require_safe
def registrants_table(request, event):
    rows = (
        {
            "name": each.name,
            "email": each.email or each.member.email,
            "organisation": each.organisation,
            "region": each.region.code if each.region else "",
            "state": each.state,
            "registered_at": each.created_at.isoformat(),
            "attended_at": each.attended_at.isoformat() if each.attended_at else "",
            "answers": "; ".join(f"{question}: {answer}" for question, answer in each.answers),
        }
        for each in event.registrations.select_related("member", "region")
    )
    return StreamingHttpResponse(
        tables.write("csv", list(COLUMNS), rows),
        content_type=tables.CONTENT_TYPES["csv"],
        headers={"Content-Disposition": f'attachment; filename="{event.slug}.csv"'},
    )


@open_to(rules.may_organise, about=event_at, why=ORGANISERS_ONLY)
@form_view
def check_in(request, event):
    """Who is there: by the list, or by the code of a registration.

    A phone that was without a network sends the arrivals it kept, and reads who is there.
    """
    if "arrivals" in request.POST:
        return noted(request, event)
    if request.method == "POST":
        return checked(request, event)
    rows = event.registrations.filter(state=State.CONFIRMED).select_related("region")
    rows = sorted(rows, key=lambda each: each.name.casefold())
    context = {
        "event": event,
        "rows": rows,
        "attended": sum(each.attended_at is not None for each in rows),
        "crumbs": below(event, _("Check-in")),
    }
    return render(request, "events/check_in.html", context)


def noted(request, event):
    form = ArrivalsForm(request.POST)
    if not form.is_valid():
        return JsonResponse({}, status=422)
    arrivals = form.cleaned_data["arrivals"]
    refused = registering.note_arrivals(event=event, arrivals=arrivals)
    there = event.registrations.filter(attended_at__isnull=False).values_list("code", flat=True)
    return JsonResponse({"there": list(there), "refused": refused})


def checked(request, event):
    wanted = event.registrations.all()
    back = event.page("check_in")
    if "code" in request.POST:
        code = request.POST["code"].strip()
        by_name = wanted.filter(state=State.CONFIRMED, name__icontains=code)[:2] if code else []
        found = wanted.filter(code=code.upper()).first() or (
            by_name[0] if len(by_name) == 1 else None
        )
        if found is None:
            messages.error(request, _("No registration has this code, or several have this name."))
            return redirect(back)
        return redirect(event.page("check_in_one", found.code))
    number = request.POST.get("in") or request.POST.get("out") or ""
    found = get_object_or_404(wanted, pk=number if number.isdecimal() else None)
    try:
        if "in" in request.POST:
            registering.let_in(registration=found)
            told = _("%(name)s is there.")
        else:
            registering.take_back(registration=found)
            told = _("%(name)s is not noted any more.")
    except registering.NotPossible as error:
        messages.error(request, error.message)
    else:
        messages.success(request, told % {"name": found.name})
    return redirect(back)


@open_to(rules.may_organise, about=event_at, why=ORGANISERS_ONLY)
@never_cache
@require_safe
def check_in_one(request, event, code):
    """Where the code at the door leads: who it is, and a button."""
    found = get_object_or_404(event.registrations.select_related("region"), code=code.upper())
    context = {"event": event, "registration": found, "crumbs": below(event, _("Check-in"))}
    return render(request, "events/check_in_one.html", context)
