"""What is done by night. Imported at the start."""

from ponte.core import nightly, retention
from ponte.events import registering


@nightly.register("events")
def look_after_registrations() -> str:
    deleted = registering.delete_unconfirmed()
    return f"{registering.remind()} reminded, {deleted} unconfirmed registrations deleted."


retention.expire("registrations")(registering.delete_older_than)
