"""What the commands that import have to say."""

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ponte.core.importing.mapping import BadMapping
from ponte.core.importing.report import ERROR, Outcome

ALL_IN, SOME_REJECTED, NOTHING_IN = 0, 1, 2


def exit_code(outcome: Outcome, *, strict: bool = False) -> int:
    if not outcome.accepted or (strict and outcome.rejected):
        return NOTHING_IN
    return SOME_REJECTED if outcome.rejected else ALL_IN


def read_text(path: Path) -> str:
    """Return the text of a mapping. Raises BadMapping."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = _("%(file)s cannot be opened: %(reason)s.")
        raise BadMapping([reason % {"file": path.name, "reason": error.strerror}]) from error
    except UnicodeDecodeError as error:
        raise BadMapping([_("The mapping must be written in UTF-8.")]) from error


def problem_line(problem) -> str:
    kind = _("error") if problem.severity == ERROR else _("warning")
    place = _("row %(row)d, %(column)s") % {"row": problem.row, "column": problem.column or "–"}
    return f"{place}: {kind}: {problem.reason} ({problem.value})"


def summary(outcome: Outcome, *, warnings: int | None = None) -> str:
    """The counts in words; `warnings` where the outcome does not keep its problems."""
    warnings = outcome.warnings if warnings is None else warnings
    parts = [
        ngettext("%(count)d row", "%(count)d rows", outcome.rows) % {"count": outcome.rows},
        ngettext("%(count)d created", "%(count)d created", outcome.created)
        % {"count": outcome.created},
        ngettext("%(count)d updated", "%(count)d updated", outcome.updated)
        % {"count": outcome.updated},
        ngettext("%(count)d unchanged", "%(count)d unchanged", outcome.unchanged)
        % {"count": outcome.unchanged},
        ngettext("%(count)d rejected", "%(count)d rejected", outcome.rejected)
        % {"count": outcome.rejected},
        ngettext("%(count)d warning", "%(count)d warnings", warnings) % {"count": warnings},
    ]
    return ", ".join(parts) + "."
