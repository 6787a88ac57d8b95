"""Members for tests."""

from itertools import count

from django.contrib.auth import get_user_model

numbers = count(1)


def make_member(email="", **fields):
    """A saved member with an open account, and no password unless one is given."""
    address = email or f"member{next(numbers)}@people.example"
    return get_user_model().objects.create_user(address, **fields)
