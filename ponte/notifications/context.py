"""What the header of every page shows about notifications."""

from functools import cache

from ponte.notifications.models import Notification


def unread(request):
    """`unread_notifications`: how many; counted only when a template asks."""

    @cache
    def count() -> int:
        member = getattr(request, "user", None)
        if member is None or not member.is_authenticated:
            return 0
        return Notification.objects.filter(recipient=member).unread().count()

    return {"unread_notifications": count}
