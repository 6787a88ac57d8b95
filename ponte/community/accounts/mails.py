"""Which of our mails stands for which of allauth's.

Mails that answer an address typed by a visitor have the same subject whether the address
has an account or not: what is seen of them tells nothing.
"""

from django.utils.translation import gettext_lazy as _

# Anybody can cause these by typing an address.
UNASKED = {
    "account_already_exists",
    "email_confirmation_signup",
    "password_reset_key",
    "unknown_account",
}

# allauth's name of a mail with a link, and our template in templates/mail/.
TEMPLATES = {
    "account_already_exists": "account/already_member",
    "email_confirmation": "account/confirm_address",
    "email_confirmation_signup": "account/confirm_sign_up",
    "password_reset_key": "account/reset_password",
    "unknown_account": "account/no_member",
}

# What happened to an account, told to its holder; "email_changed" goes to the former address.
NOTICES = {
    "account_connected": _("“%(provider)s” can now be used to sign in."),
    "account_disconnected": _("“%(provider)s” can no longer be used to sign in."),
    "email_changed": _("The e-mail address was changed from %(from_email)s to %(to_email)s."),
    "password_changed": _("The password was changed."),
    "password_reset": _("A new password was set with a link from a mail."),
    "password_set": _("A password was set."),
    "recovery_codes_generated": _("New recovery codes were made; the former ones are void."),
    "totp_activated": _("An authenticator app was set up as a second step to sign in."),
    "totp_deactivated": _("The authenticator app is no longer asked for."),
    "webauthn_added": _("A passkey was added."),
    "webauthn_removed": _("A passkey was removed."),
}
