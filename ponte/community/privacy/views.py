from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ponte.community.privacy import actions
from ponte.core import personal
from ponte.core.access import members, open_to

SECRET = ("password", "is_superuser", "is_staff")


class ConfirmForm(forms.Form):
    understood = forms.BooleanField(
        label=gettext_lazy("I understand that my account cannot be brought back.")
    )


@open_to(members)
@require_safe
def my_data(request):
    """Everything that is kept about the member, to read."""
    context = {
        "account": personal.facts(request.user, SECRET),
        "parts": list(personal.parts_about(request.user)),
    }
    return render(request, "account/my_data.html", context)


@open_to(members)
@require_safe
@reauthentication_required
def my_data_file(request):
    """The same as a file in JSON: {"account": {…}, "practices.Practice.author": [{…}, …], …}."""
    data = {
        "made_at": timezone.now().isoformat(),
        "account": as_object(personal.facts(request.user, SECRET)),
    }
    for part in personal.parts_about(request.user):
        data.setdefault(part.holding.name, []).extend(map(as_object, part.records))
    return JsonResponse(
        data,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )


def as_object(record):
    return {name: value for name, _label, value in record}


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def delete_account(request):
    """Say what goes, what stays and why; then erase the account."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.erase(member=request.user)
        except actions.OnlyAdministrator as refused:
            form.add_error(None, str(refused))
        else:
            logout(request)
            messages.success(request, _("Your account is deleted."))
            return redirect("pages:home")
    parts = list(personal.parts_about(request.user))
    context = {
        "form": form,
        "erased": [part for part in parts if part.holding.fate is personal.Fate.ERASED],
        "kept": [part for part in parts if part.holding.fate is personal.Fate.KEPT],
    }
    return render(request, "account/delete.html", context, status=400 if form.errors else 200)
