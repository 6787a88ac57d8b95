"""Where we differ from django-allauth: who is counted, which links and mails go out, secrets."""

import base64
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from allauth.core.internal.httpkit import clean_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from ponte.community.accounts import second_factor
from ponte.community.accounts.mails import NOTICES, TEMPLATES, UNASKED
from ponte.notifications.mail import send_mail_to

RESERVED = "@demo.example"
LINKS = ["activate_url", "password_reset_url", "signup_url"]


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _lazy("The e-mail address or the password is not correct."),
    }

    def get_client_ip(self, request):
        """The address which the outermost of our own proxies saw.

        A proxy adds to X-Forwarded-For on the right: what a visitor forged stands further
        left and is not read.
        """
        seen = [part for part in request.headers.get("x-forwarded-for", "").split(",") if part]
        if 0 < settings.PROXIES <= len(seen):
            address = seen[-settings.PROXIES]
        else:
            address = request.META.get("REMOTE_ADDR", "")
        return clean_client_ip(address) or "0.0.0.0"  # noqa: S104 - unknown, counted together

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Failed sign-ins are counted by account alone: allauth adds the host of the request,
        whose port the visitor chooses."""
        return credentials.get("email", "").lower()

    def clean_email(self, email):
        if email.lower().endswith(RESERVED):
            raise ValidationError(_("Addresses of this kind belong to the demonstration."))
        return email

    def send_account_already_exists_mail(self, email):
        # As long as making an account takes, so that the answer comes no sooner.
        make_password(email)
        super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix, email, context):
        """Queue the mail that allauth calls `template_prefix`, unless we send none of its kind."""
        name = template_prefix.rpartition("/")[2]
        if name in UNASKED and not self.may_write_unasked(email):
            return
        if name in TEMPLATES:
            link = next(context[key] for key in LINKS if key in context)
            given = {"email": email, "link": settings.SITE_URL + urlsplit(link).path}
            send_mail_to(member_or_address=email, template=TEMPLATES[name], context=given)
        elif name in NOTICES:
            given = {key: value for key, value in context.items() if key != "request"}
            send_mail_to(
                member_or_address=email,
                template="account/notice",
                context={
                    **given,
                    "text": NOTICES[name] % given,
                    "link": settings.SITE_URL + reverse("account_reset_password"),
                },
            )

    def may_write_unasked(self, email):
        """False when somebody typed this address too often: a mailbox cannot be flooded."""
        return bool(ratelimit.consume(self.request, action="unasked_mail", key=email.lower()))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are stored encrypted with a key made of SECRET_KEY, a second step that a role
    requires stays."""

    def encrypt(self, text):
        return ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return ciphers().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator):
        if not second_factor.is_asked_of(authenticator.user):
            return True
        others = Authenticator.objects.filter(
            user=authenticator.user, type__in=second_factor.STEPS
        ).exclude(pk=authenticator.pk)
        return others.exists()

    def generate_authenticator_name(self, user, type):  # noqa: A002 - allauth's name
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SITE_NAME}


def ciphers() -> MultiFernet:
    """Encrypts with the present SECRET_KEY; decrypts with the former ones, too."""
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(key_from(secret)))
            for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        ]
    )


def key_from(secret: str) -> bytes:
    return salted_hmac("ponte.second_factor", "", secret=secret, algorithm="sha256").digest()
