"""How the history of a practice tells what was done about its results, trials and questions."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "add-result": _("Stated a result"),
    "change-result": _("Changed a result"),
    "remove-result": _("Took a result away"),
    "report-trial": _("Reported that it was tried"),
    "change-trial": _("Changed the report of a trial"),
    "answer-trial": _("Answered the report of a trial"),
    "answer-question": _("Answered a question"),
    "hide-adoption": _("Hid the report of a trial"),
    "hide-question": _("Hid a question"),
    "hide-opinion": _("Hid the expert’s opinion"),
    "hide-assessment": _("Hid the comments of an assessment"),
    "confirm": _("Confirmed that it is still valid"),
    "confirm-by-link": _("Confirmed by the link in a mail that it is still valid"),
}
