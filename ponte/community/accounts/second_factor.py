"""Members of some roles may do nothing before they have set up a second step to sign in."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def is_asked_of(member) -> bool:
    """Whether a role of `member` requires a second step."""
    return bool(settings.SECOND_FACTOR_ROLES) and member.has_role(*settings.SECOND_FACTOR_ROLES)


def is_missing(request) -> bool:
    """Whether a second step is required of the member of `request` but not set up.

    A session which began with a second step is told by itself, without a query.
    """
    if not settings.SECOND_FACTOR_ROLES or not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    if any(record["method"] == "mfa" for record in records):
        return False
    return is_asked_of(request.user) and not is_mfa_enabled(request.user, STEPS)


class SecondFactorMiddleware:
    """Keep a member without the required second step to the pages about the account."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not self.is_open(request.path_info) and is_missing(request):
            messages.warning(
                request,
                _("Your role needs a second step to sign in. Set one up to go on."),
            )
            return redirect("mfa_index")
        return self.get_response(request)

    def is_open(self, path: str) -> bool:
        """Pages about the account, and what needs no rights at all."""
        return path.startswith(
            (reverse("account"), reverse("set_language"), settings.STATIC_URL, "/healthz")
        )
