"""What keeps approved values and their evidence from being changed: triggers in the database.

What was made up for the demonstration may leave with it; it is never changed either.
"""

from ponte.core.append_only import guard

LEDGER = guard(
    "plans_ledgerentry",
    "The ledger is only added to: a correction is a new entry.",
    may_go="OLD.is_demonstration",
)
# A file that an entry of the ledger rests on is kept by its foreign key.
EVIDENCE = guard("plans_evidence", "Evidence stays as it was handed in.", events=("UPDATE",))
VERSION = guard("plans_version", "A version of a plan stays as it was.", events=("UPDATE",))
GUARDS = (LEDGER, EVIDENCE, VERSION)
