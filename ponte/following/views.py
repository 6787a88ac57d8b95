from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ponte.core.access import members, open_to
from ponte.following import actions, targets
from ponte.following.models import TARGETS, Follow
from ponte.following.targets import NothingThere

KINDS = (*TARGETS, "search")


@open_to(members)
@require_safe
def index(request):
    """Everything the member follows, by kind."""
    follows = list(Follow.objects.filter(member=request.user).select_related(*TARGETS))
    labels = {
        "topic": _("Topics"),
        "region": _("Regions"),
        "project": _("Projects"),
        "practice": _("Good practices"),
        "person": _("People"),
        "search": _("Searches"),
    }
    groups = [
        (
            kind,
            labels[kind],
            [(each, key(each)) for each in follows if each.kind == kind],
        )
        for kind in KINDS
    ]
    context = {
        "groups": [group for group in groups if group[2]],
        "crumbs": [(_("Home"), reverse("pages:home")), (_("What I follow"), None)],
    }
    return render(request, "following/index.html", context)


def key(follow):
    return follow.search or targets.key_of(follow.kind, follow.target)


@open_to(members)
@require_POST
def switch(request):
    """Begin or end following, then go back to the page where the button was."""
    kind, name = request.POST.get("kind", ""), request.POST.get("key", "")
    try:
        fields = targets.find(kind, name, member=request.user)
    except NothingThere as error:
        raise Http404 from error
    if request.POST.get("stop"):
        actions.stop(member=request.user, fields=fields)
        messages.success(request, _("You no longer follow this."))
    else:
        actions.follow(member=request.user, fields=fields)
        messages.success(request, _("You follow this: what is new comes in your digest."))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("following:index")
    return redirect(back)
