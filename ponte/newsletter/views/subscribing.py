"""Subscribing and leaving, without an account: signed links say who may."""

from allauth.core import ratelimit
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from ponte.core.access import everyone, open_to
from ponte.newsletter import actions, links
from ponte.newsletter.addresses import tidy
from ponte.newsletter.forms import ChoiceForm, SubscribeForm
from ponte.newsletter.models import Subscriber


@open_to(everyone)
@never_cache
def subscribe(request):
    """Ask for the newsletter. The answer is the same for every address."""
    initial = {"topics": request.GET.getlist("topic")}
    if request.user.is_authenticated:
        initial["email"] = request.user.email
    form = SubscribeForm(request.POST or None, initial=initial, wording=actions.wording())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if not given["website"] and may_write_to(request, given["email"]):
            actions.ask(email=given["email"], language=given["language"], topics=given["topics"])
        return redirect("newsletter:asked")
    return render(
        request, "newsletter/subscribe.html", {"form": form, "crumbs": crumbs(_("Subscribe"))}
    )


def may_write_to(request, email):
    """False when this was asked too often: from here, or for this address."""
    limits = {"newsletter": None, "unasked_mail": tidy(email)}
    return all(ratelimit.consume(request, action=name, key=key) for name, key in limits.items())


@open_to(everyone)
def asked(request):
    return render(request, "newsletter/asked.html", {"crumbs": crumbs(_("Subscribe"))})


@open_to(everyone)
@never_cache
def confirm(request, token):
    """Say yes by a button: programs that look at links in mails press none."""
    try:
        wish = links.read_wish(token)
    except BadSignature:
        return render(request, "newsletter/too_late.html", {"crumbs": crumbs(_("Subscribe"))})
    if request.method == "POST":
        subscriber = actions.confirm(wish)
        if subscriber is None:
            raise Http404
        own = links.token_of(subscriber.pk)
        return redirect(reverse("newsletter:preferences", args=[own]) + "?welcome=1")
    return render(
        request, "newsletter/confirm.html", {"wish": wish, "crumbs": crumbs(_("Subscribe"))}
    )


@open_to(everyone)
@never_cache
def preferences(request, token):
    """Topics and language of the subscriber who holds `token`."""
    subscriber, _delivery = holder(token)
    if subscriber is None:
        return render(request, "newsletter/left.html", {"crumbs": crumbs(_("Your choice"))})
    form = ChoiceForm(
        request.POST or None,
        initial={
            "language": subscriber.language,
            "topics": [topic.slug for topic in subscriber.topics.all()],
        },
    )
    saved = request.method == "POST" and form.is_valid()
    if saved:
        actions.choose(subscriber=subscriber, **form.cleaned_data)
    context = {
        "form": form,
        "saved": saved,
        "welcome": "welcome" in request.GET and not saved,
        "subscriber": subscriber,
        "leave_url": reverse("newsletter:leave", args=[token]),
        "crumbs": crumbs(_("Your choice")),
    }
    return render(request, "newsletter/preferences.html", context)


@open_to(everyone)
@csrf_exempt  # mail programs post here without a page of ours; the token says who may
@never_cache
def leave(request, token):
    """End the newsletter by the link in a mail: a POST does, a GET asks (RFC 8058)."""
    subscriber, delivery_id = holder(token)
    if subscriber is not None and request.method == "POST":
        actions.leave(subscriber=subscriber, delivery_id=delivery_id)
        subscriber = None
    template = "newsletter/left.html" if subscriber is None else "newsletter/leave.html"
    return render(request, template, {"subscriber": subscriber, "crumbs": crumbs(_("Leave"))})


def holder(token):
    """The subscriber who holds `token`, None for who left, and the delivery it came by."""
    try:
        subscriber_id, delivery_id = links.read_token(token)
    except BadSignature as error:
        raise Http404 from error
    return Subscriber.objects.filter(pk=subscriber_id).first(), delivery_id


def crumbs(last):
    return [
        (_("Home"), reverse("pages:home")),
        (_("Newsletter"), reverse("newsletter:index")),
        (last, None),
    ]
