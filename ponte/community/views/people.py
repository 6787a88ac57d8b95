from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ponte.community import actions, filters, rules
from ponte.community.forms import MessageForm, ProfileForm, ReportForm
from ponte.community.models import Audience, ContactMessage, Member, Role
from ponte.community.profiles import (
    MEMBERS,
    VISITORS,
    audiences_for,
    audiences_of,
    may_be_seen,
    profile,
)
from ponte.community.views.listing import listing
from ponte.core.access import everyone, members, open_to

MESSAGES_ON_A_PAGE = 20
# What tells others whom they can turn to. Other roles are nobody's business here.
SHOWN_ROLES = (Role.EXPERT, Role.CONTACT_POINT, Role.SECRETARIAT)


def person_of(handle):
    people = Member.objects.present().for_cards().select_related("region__parent")
    return get_object_or_404(people, handle=handle)


@open_to(everyone)
@require_safe
def index(request):
    """The directory: visitors find those who show themselves to everyone."""
    directory = filters.people_directory(audiences_of(request.user))
    return listing(
        request,
        directory,
        page="people/index.html",
        part="people/results.html",
        context={"crumbs": crumbs()},
    )


@open_to(everyone, about=person_of)
@require_safe
def detail(request, person):
    """A person's page. Oneself sees it as others do with ?as=everyone or ?as=members."""
    audiences = audiences_for(request.user, person)
    is_oneself = person == request.user
    seen_as = request.GET.get("as") if is_oneself else None
    audiences = {"everyone": VISITORS, "members": MEMBERS}.get(seen_as, audiences)
    if not (may_be_seen(person, audiences) or is_oneself):
        return redirect_to_login(request.get_full_path())
    blocked = request.user.is_authenticated and request.user.blocks.filter(blocked=person).exists()
    grants = person.role_grants.in_force().filter(role__in=SHOWN_ROLES).prefetch_related("topics")
    context = {
        "person": person,
        "profile": profile(person, audiences),
        "is_hidden": not may_be_seen(person, audiences),
        "is_oneself": is_oneself,
        "seen_as": seen_as,
        "languages_spoken": spoken(person, audiences),
        "grants": grants,
        "blocked": blocked,
        "crumbs": crumbs((person.name, None)),
    }
    return render(request, "people/detail.html", context)


def spoken(person, audiences):
    names = dict(settings.EU_LANGUAGES)
    codes = profile(person, audiences).languages
    return [(code, names[code]) for code in codes if code in names]


@open_to(members)
@require_http_methods(["GET", "POST"])
def edit(request):
    """One's own profile."""
    person = get_object_or_404(Member, pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your profile is saved."))
        return redirect(person)
    context = {
        "form": form,
        "blocks": request.user.blocks.select_related("blocked"),
        "crumbs": crumbs((_("My profile"), None)),
    }
    return render(request, "people/edit.html", context, status=422 if form.errors else 200)


@open_to(members)
@require_safe
def messages_list(request):
    """What I wrote and what was written to me, newest first."""
    mine = Q(sender=request.user) | Q(recipient=request.user)
    written = ContactMessage.objects.filter(mine).select_related("sender", "recipient")
    page = Paginator(written, MESSAGES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "crumbs": crumbs((_("Messages"), None))}
    return render(request, "people/messages.html", context)


@open_to(members, about=person_of)
@require_http_methods(["GET", "POST"])
def write(request, person):
    """A message by form; neither sees the other's address."""
    if person == request.user:
        return redirect("people:messages")
    if not takes_messages(request.user, person):
        return render(request, "people/closed.html", {"person": person, **to(person)})
    form = MessageForm(request.POST or None, initial={"subject": request.GET.get("subject", "")})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write(sender=request.user, recipient=person, **form.cleaned_data)
        except actions.TooManyMessages:
            form.add_error(None, _("You have written many messages today. Please go on tomorrow."))
        else:
            messages.success(
                request, _("Your message to %(name)s is sent.") % {"name": person.name}
            )
            return redirect(person)
    context = {"form": form, "person": person, **to(person)}
    return render(request, "people/write.html", context, status=422 if form.errors else 200)


def takes_messages(sender, person):
    """Not from those whom the person blocks, who read the same as if it were from nobody."""
    return person.audience_of("contact") != Audience.NOBODY and rules.may_write_to(sender, person)


@open_to(members, about=person_of)
@require_http_methods(["GET", "POST"])
def report(request, person):
    return report_form(request, person, person.name, crumbs((person.name, url(person))))


def report_form(request, target, name, above):
    """Ask what is wrong with `target`, called `name`, and pass it on to the secretariat."""
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.report(reporter=request.user, target=target, **form.cleaned_data)
        messages.success(request, _("Thank you. The secretariat looks at it and answers you."))
        return redirect(target)
    context = {
        "form": form,
        "name": name,
        "target": target,
        "crumbs": [*above, (_("Report"), None)],
    }
    return render(request, "people/report.html", context, status=422 if form.errors else 200)


@open_to(members, about=person_of)
@require_POST
def block(request, person):
    if person != request.user:
        actions.block(blocker=request.user, blocked=person)
        messages.success(request, _("%(name)s can no longer write to you.") % {"name": person.name})
    return redirect(person)


@open_to(members, about=person_of)
@require_POST
def unblock(request, person):
    actions.unblock(blocker=request.user, blocked=person)
    messages.success(request, _("%(name)s can write to you again.") % {"name": person.name})
    return redirect(person)


def crumbs(*further):
    home = (_("Home"), reverse("pages:home"))
    if not further:
        return [home, (_("People"), None)]
    return [home, (_("People"), reverse("people:index")), *further]


def to(person):
    return {"crumbs": crumbs((person.name, url(person)), (_("Write a message"), None))}


def url(person):
    return person.get_absolute_url()
