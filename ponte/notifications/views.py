from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ponte.core.access import everyone, members, open_to
from ponte.notifications import actions
from ponte.notifications.choices import label_of, read_token
from ponte.notifications.forms import ChoicesForm
from ponte.notifications.kinds import Frequency
from ponte.notifications.models import Notification

PER_PAGE = 20
SHOW = ("", "unread", "waiting")


@open_to(members)
def index(request):
    """What the member was told, newest first: all, what is unread or what needs an action."""
    show = request.GET.get("show", "")
    if show not in SHOW:
        raise Http404
    told = Notification.objects.filter(recipient=request.user)
    shown = {"": told, "unread": told.unread(), "waiting": told.waiting()}[show]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    crumbs = [(_("Home"), reverse("pages:home")), (_("Notifications"), None)]
    return render(
        request, "notifications/index.html", {"page": page, "show": show, "crumbs": crumbs}
    )


@open_to(members)
@require_POST
def read(request):
    """Mark as read: the notifications named by `notification`, or all of them."""
    chosen = request.POST.getlist("notification")
    if not all(each.isdecimal() for each in chosen):
        raise Http404
    count = actions.mark_read(member=request.user, notifications=chosen or None)
    messages.success(
        request,
        ngettext(
            "%(count)s notification is marked as read.",
            "%(count)s notifications are marked as read.",
            count,
        )
        % {"count": count},
    )
    return redirect("notifications:index")


@open_to(members)
@never_cache
def follow(request, pk):
    """Go to what a notification is about; it is read now."""
    notification = get_object_or_404(Notification, pk=pk, recipient=request.user)
    actions.mark_read(member=request.user, notifications=[notification.pk])
    return redirect(notification.url or "notifications:index")


@open_to(members)
def choices(request):
    """Choose how soon mails come."""
    form = ChoicesForm(request.POST or None, member=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your choices are saved."))
        return redirect("notifications:choices")
    crumbs = [
        (_("Home"), reverse("pages:home")),
        (_("Notifications"), reverse("notifications:index")),
        (_("What comes by e-mail"), None),
    ]
    return render(request, "notifications/choices.html", {"form": form, "crumbs": crumbs})


@open_to(everyone)
@csrf_exempt  # mail programs post here without a page of ours; the token says who may
@never_cache
def stop(request, token):
    """End mails of one kind, or digests, by the link in such a mail."""
    try:
        member_id, kind = read_token(token)
    except BadSignature as error:
        raise Http404 from error
    member = get_object_or_404(get_user_model(), pk=member_id, is_active=True)
    if request.method == "POST":
        actions.choose(member=member, kind=kind, frequency=Frequency.NEVER)
    return render(
        request,
        "notifications/stop.html",
        {"stopped": request.method == "POST", "label": label_of(kind)},
    )
