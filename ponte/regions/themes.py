"""What the themes of structural indicators are called."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "demography": _("Size and density"),
    "territory": _("Town and country, coast and border"),
    "education": _("Education"),
    "sectors": _("What people work in"),
}


def theme_name(code):
    """The name of a theme; of one that an operator added, the code as a word."""
    return NAMES.get(code, code.replace("-", " ").capitalize())
