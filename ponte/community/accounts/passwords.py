"""Passwords that are guessed first, found without asking anybody."""

import re
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What people write in place of letters; "1" stands for two of them.
DISGUISES = [
    str.maketrans("@4831!0$57", "aabeiiosst"),
    str.maketrans("@483!10$57", "aabelloost"),
]
SHORTEST_ROOT = 4


@cache
def commonest() -> frozenset[str]:
    """The 20,000 commonest passwords of known breaches, in lower case; they come with Django."""
    return frozenset(CommonPasswordValidator().passwords)


def roots(password: str) -> set[str]:
    """What `password` is made of: it, bare of digits and signs at its ends, undisguised."""
    word = password.lower().strip()
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", word)
    forms = {word, bare, *(form.translate(table) for form in (word, bare) for table in DISGUISES)}
    return forms | {once(form) for form in forms}


def once(text: str) -> str:
    """The part which `text` repeats from end to end, or `text` itself."""
    doubled = (text + text).find(text, 1)
    return text[:doubled] if 0 < doubled < len(text) else text


class NotCommon:
    """Refuse the commonest passwords, also disguised (P@ssw0rd), repeated or with digits added."""

    def validate(self, password, user=None):
        if any(root in commonest() or len(root) < SHORTEST_ROOT for root in roots(password)):
            raise ValidationError(
                _(
                    "This password is among the first that are tried. Three or four words that "
                    "have nothing to do with each other are better."
                ),
                code="password_too_common",
            )

    def get_help_text(self):
        return _("Not one of the 20,000 commonest, nor one of them with digits or signs added.")
