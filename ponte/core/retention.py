"""How long personal data is kept. Each app says what becomes too old; a nightly job deletes it.

    @retention.expire("notifications")
    def delete_notifications(before: datetime) -> int:
        return Notification.objects.filter(created_at__lt=before).delete()[0]

The days are in `settings.RETENTION`; 0 keeps for ever.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from ponte.core import nightly

Delete = Callable[[datetime], int]
deletions: dict[str, Delete] = {}


def expire(name: str) -> Callable[[Delete], Delete]:
    """Decorate a function that deletes what is older than a time and returns how many."""

    def add(delete: Delete) -> Delete:
        deletions[name] = delete
        return delete

    return add


@nightly.register("retention")
def carry_out() -> str:
    """Delete what is too old; return a line such as "messages 3, reports 0"."""
    call_command("clearsessions")
    done = []
    for name, delete in deletions.items():
        days = settings.RETENTION[name]
        if days:
            done.append(f"{name} {delete(timezone.now() - timedelta(days=days))}")
    return ", ".join(done)
