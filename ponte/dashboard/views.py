from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ponte.core.access import members, open_to
from ponte.core.due import due_from, sent_by
from ponte.dashboard.chosen import practices_for
from ponte.practices.rules import may_submit

AT_FIRST = 8
PAGE_SIZE = 25


@open_to(members)
@require_safe
def overview(request):
    """What is due, what became of what was sent, and practices that may interest."""
    due, sent = due_from(request.user), sent_by(request.user)
    context = {
        "greeting": greeting(request.user),
        "due": due[:AT_FIRST],
        "late_count": sum(bool(entry.days_late) for entry in due),
        "sent": sent[:AT_FIRST],
        "counts": {"due": len(due), "sent": len(sent)},
        "chosen": practices_for(request.user),
        "may_submit": may_submit.test(request.user),
    }
    return render(request, "dashboard/overview.html", context)


@open_to(members)
@require_safe
def due(request):
    return listing(request, "due", _("Due from you"))


@open_to(members)
@require_safe
def sent(request):
    return listing(request, "sent", _("What became of what you sent"))


def listing(request, shown, title):
    entries = {"due": due_from(request.user), "sent": sent_by(request.user)}
    context = {
        "title": title,
        "page": Paginator(entries[shown], PAGE_SIZE).get_page(request.GET.get("page")),
        "counts": {name: len(found) for name, found in entries.items()},
        "may_submit": may_submit.test(request.user),
        "crumbs": [(_("Dashboard"), reverse("dashboard:index")), (title, None)],
    }
    return render(request, f"dashboard/{shown}.html", context)


def greeting(member) -> str:
    """A greeting that fits the hour, by first name where it is known."""
    hour = timezone.localtime().hour
    if not member.first_name:
        return _("Welcome back")
    if hour < 12:
        text = _("Good morning, %(name)s")
    elif hour < 18:
        text = _("Good afternoon, %(name)s")
    else:
        text = _("Good evening, %(name)s")
    return text % {"name": member.first_name}
