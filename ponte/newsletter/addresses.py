"""E-mail addresses as they are compared, and what is kept of one that left."""

from django.utils.crypto import salted_hmac


def tidy(address: str) -> str:
    """The address as it is kept: without blanks around it, in small letters."""
    return address.strip().lower()


def trace(address: str) -> str:
    """A keyed hash of the address: 64 hexadecimal digits that tell it from others.

    Without this installation's SECRET_KEY nobody can try addresses until one fits.
    """
    return salted_hmac("ponte.newsletter.trace", tidy(address), algorithm="sha256").hexdigest()
