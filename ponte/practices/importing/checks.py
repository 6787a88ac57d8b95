"""The rules of practices, asked without a query."""

from ponte.core.importing.checks import Rules
from ponte.practices.models import Practice

# Two fields of the model, one column of the file.
COLUMNS = {
    "start_year": "start",
    "start_month": "start",
    "end_year": "end",
    "end_month": "end",
}
RULES = Rules(Practice, COLUMNS)
CONSTRAINTS = RULES.constraints
faults = RULES.faults
