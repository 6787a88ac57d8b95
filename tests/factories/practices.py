from datetime import UTC, datetime

from django.utils.text import slugify

from ponte.practices.models import Practice


def make_practice(*, topics=(), **fields):
    """A published practice; any field may be given. Its slug follows the title."""
    fields.setdefault("title", "Early warning for firms")
    fields.setdefault("short_summary", "Advisers help owners before it is too late.")
    fields.setdefault("slug", slugify(fields["title"]) or f"practice-{Practice.objects.count()}")
    fields.setdefault("state", Practice.State.VALIDATED)
    if fields["state"] == Practice.State.VALIDATED:
        fields.setdefault("published_at", datetime(2024, 3, 15, 9, 30, tzinfo=UTC))
    practice = Practice.objects.create(**fields)
    practice.topics.set(topics)
    return practice
