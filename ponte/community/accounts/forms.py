"""allauth's forms in our words: labels that say all, so no placeholders that repeat them."""

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as provider
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

LABELS = {
    "email": _("E-mail address"),
    "login": _("E-mail address"),
    "oldpassword": _("Present password"),
    "password1": _("Password"),
    "password2": _("The password again"),
    "code": _("Code"),
}
NEW_PASSWORD = _("At least 12 characters: four words that have nothing in common are good.")


class Plain:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            if name == "password1":
                field.help_text = NEW_PASSWORD


class SignIn(Plain, account.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignUp(Plain, account.SignupForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Hidden by the template: allauth's own style attribute is against our policy.
        self.fields["website"].widget.attrs = {"tabindex": "-1", "autocomplete": "off"}


class ChangeAddress(Plain, account.AddEmailForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class ChangePassword(Plain, account.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("The new password again")


class SetPassword(Plain, account.SetPasswordForm):
    pass


class AskForReset(Plain, account.ResetPasswordForm):
    pass


class ResetPassword(Plain, account.ResetPasswordKeyForm):
    pass


class GivePassword(Plain, account.ReauthenticateForm):
    pass


class GiveCode(Plain, mfa.AuthenticateForm):
    pass


class GiveCodeAgain(Plain, mfa.ReauthenticateForm):
    pass


class SetUpApp(Plain, totp.ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code which the app shows now")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddPasskey(webauthn.AddWebAuthnForm):
    """Every key is a passkey, which signs in on its own: nobody has to choose."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Its name")
        self.fields["name"].help_text = _("So that you know it again, such as: my laptop.")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].widget = HiddenInput()


class ProviderSignUp(Plain, provider.SignupForm):
    pass
