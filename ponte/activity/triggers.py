"""What keeps the log from being changed: triggers in the database itself."""

from ponte.core.append_only import carry_out, guard

__all__ = ["LOG", "carry_out", "close", "open_up"]

LOG = guard("activity_entry", "The activity log is only added to.")

close, open_up = LOG.close, LOG.open_up
