"""A practice has a day to be looked at again; a mail asks, one press says "still valid"."""

from datetime import date, timedelta
from typing import NamedTuple

from django.core import signing

REVIEW_YEARS = 2
# Asked this long before the day, and again on the day.
ASK_BEFORE = timedelta(days=30)
# A record that came without a date gets at least this long before it is called stale.
FIRST_NOTICE = timedelta(days=60)
LINK_AGE = timedelta(days=120)
SALT = "ponte.practices.still-valid"


def next_review(day: date) -> date:
    """When something that was found valid on `day` is to be looked at again."""
    year = day.year + REVIEW_YEARS
    return (
        day.replace(year=year, day=28)
        if (day.month, day.day) == (2, 29)
        else day.replace(year=year)
    )


class Link(NamedTuple):
    """What the link in a mail names: a practice, the day asked about, and whom the mail was to."""

    practice: int
    day: date
    member: int


def make_token(practice, member) -> str:
    """The token of the link in a mail to `member` about `practice`."""
    names = [practice.pk, practice.review_by.isoformat(), member.pk]
    return signing.dumps(names, salt=SALT, compress=True)


def read_token(token: str) -> Link:
    """What the token names. Raises ValueError for a foreign or too old one."""
    try:
        practice, day, member = signing.loads(token, salt=SALT, max_age=LINK_AGE)
    except signing.BadSignature as error:
        raise ValueError("This link is not valid, or no longer.") from error
    return Link(practice, date.fromisoformat(day), member)
