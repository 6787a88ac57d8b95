from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ponte.community.accounts import second_factor
from ponte.core.access import everyone, members, open_to


@open_to(members)
def overview(request):
    """How the account is protected, and where to change it."""
    kinds = Authenticator.objects.filter(user=request.user).values_list("type", flat=True)
    return render(
        request,
        "account/overview.html",
        {
            "pending_address": EmailAddress.objects.filter(user=request.user, verified=False)
            .exclude(email=request.user.email)
            .first(),
            "has_app": Authenticator.Type.TOTP in kinds,
            "passkey_count": sum(kind == Authenticator.Type.WEBAUTHN for kind in kinds),
            "second_factor_asked": second_factor.is_asked_of(request.user),
            "session_count": UserSession.objects.filter(user=request.user).count(),
            "has_providers": bool(get_adapter().list_apps(request)),
        },
    )


@open_to(everyone)
def back_office_sign_in(request):
    """Where Wagtail sends who may not enter: visitors to our sign-in, members no further."""
    if request.user.is_authenticated:
        raise PermissionDenied(_("Your account has no part in the back office."))
    return redirect(f"{reverse('account_login')}?{request.GET.urlencode()}")
