"""Accounts that the sign-in page lists, for the demonstration: a higher app names them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class ListedAccount:
    """An address to sign in with and what its holder is, such as "Thematic expert"."""

    email: str
    label: str | Promise

    @property
    def email_in_parts(self) -> tuple[str, str]:
        """The address before and after its @, where a narrow column may break it."""
        user, _, host = self.email.rpartition("@")
        return user, host


@dataclass(frozen=True)
class Listing:
    """Listed accounts, and how to get their password in words."""

    accounts: tuple[ListedAccount, ...]
    hint: str | Promise


Provider = Callable[[], Listing | None]
providers: list[Provider] = []


def register_listing(provider: Provider) -> Provider:
    """Ask `provider` whenever the sign-in page is shown; it returns None to list nothing."""
    providers.append(provider)
    return provider


def listings() -> Iterable[Listing]:
    return [listing for provider in providers if (listing := provider())]
