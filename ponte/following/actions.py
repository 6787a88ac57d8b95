from typing import Any

from django.db import transaction

from ponte.following.models import Follow


@transaction.atomic
def follow(*, member, fields: dict[str, Any]) -> Follow:
    """Let `member` follow what `fields` name (see `targets.find`); twice is once."""
    return Follow.objects.get_or_create(member=member, **fields)[0]


def stop(*, member, fields: dict[str, Any]) -> int:
    """End following; return how many rows that were."""
    return Follow.objects.filter(member=member, **fields).delete()[0]
