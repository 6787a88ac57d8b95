"""Talking to those who have done it: whom to ask, asking, and agreeing to it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ponte.core.access import open_to, rule
from ponte.transfers import actions, rules
from ponte.transfers.acquaintance import acquaintances
from ponte.transfers.forms import AskForm
from ponte.transfers.models import ContactRequest
from ponte.transfers.views.pages import show, transfer_at
from ponte.transfers.views.running import TEAM_ONLY

form_view = require_http_methods(["GET", "HEAD", "POST"])


def request_at(pk: int) -> ContactRequest:
    requests = ContactRequest.objects.select_related(
        "asked_by__organisation",
        "contacted",
        "transfer__practice",
        "transfer__region",
        "transfer__organisation",
    )
    return get_object_or_404(requests, pk=pk)


@rule
def is_concerned(member, contact_request):
    return member.pk in {contact_request.contacted_id, contact_request.asked_by_id}


@open_to(rules.is_in_team, about=transfer_at, why=TEAM_ONLY)
@require_safe
def index(request, transfer):
    """Whom the team could talk to, and what became of its requests."""
    context = {
        "people": acquaintances(transfer, asker=request.user),
        "requests": transfer.contact_requests.select_related("contacted", "asked_by"),
        "may_ask": rules.may_change.test(request.user, transfer),
        "title": _("Contacts"),
    }
    return show(request, "contacts", transfer, here="contacts", **context)


@open_to(rules.may_change, about=transfer_at, why=TEAM_ONLY)
@form_view
def ask(request, transfer, handle):
    """Ask one of the people proposed for a talk."""
    proposed = acquaintances(transfer, asker=request.user)
    person = next((each for each in proposed if each.member.handle == handle), None)
    if person is None:
        raise PermissionDenied(_("This member cannot be asked about this practice."))
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.ask_for_talk(
                transfer=transfer, member=person.member, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            told = _("%(name)s is asked. You are told of the answer.") % {"name": person.member}
            messages.success(request, told)
            return redirect("transfers:contacts", transfer.pk)
    context = {"form": form, "person": person, "title": _("Ask for a talk")}
    status = 422 if form.is_bound else 200
    return show(request, "ask", transfer, here="contacts", status=status, **context)


@open_to(
    is_concerned,
    about=request_at,
    why=gettext_lazy("Only the two people concerned see a request for a talk."),
)
@form_view
def contact(request, contact_request):
    """A request as its two people see it. Who was asked agrees or declines; who asked withdraws
    it; both note, later, that they have talked."""
    if request.method == "POST":
        return answered(request, contact_request)
    is_asked = request.user.pk == contact_request.contacted_id
    other = contact_request.asked_by if is_asked else contact_request.contacted
    context = {
        "contact": contact_request,
        "transfer": contact_request.transfer,
        "is_asked": is_asked,
        "other": other,
        "crumbs": [
            (_("Dashboard"), reverse("dashboard:index")),
            (_("Request for a talk"), None),
        ],
    }
    return render(request, "transfers/contact.html", context)


def answered(request, contact_request):
    """Do what a button of the page says."""
    member, said = request.user, ""
    is_asked = member.pk == contact_request.contacted_id
    try:
        if "accept" in request.POST and is_asked:
            actions.accept_talk(request=contact_request)
            said = _("You have agreed: you see each other’s address now.")
        elif "decline" in request.POST and is_asked:
            actions.decline_talk(request=contact_request)
            said = _("You have declined.")
        elif "withdraw" in request.POST and not is_asked:
            actions.withdraw_request(request=contact_request)
            said = _("The request is withdrawn.")
        elif "met" in request.POST:
            actions.note_meeting(request=contact_request, by=member)
            said = _("It is noted that you have talked, and nothing more.")
        else:
            raise PermissionDenied
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect(contact_request)
