"""Handing mails over, so that of a mail cut off in the middle it is known where it was.

A mail is claimed right before its last byte leaves: who is killed before has sent nothing, who
is killed after has sent it. Only what a server answered in that moment can be lost.
"""

import re
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend

Claim = Callable[[], bool]


class Refused(Exception):
    """The server did not take this mail.

    `for_good`: to try again is of no use. `is_unknown`: there is no such mailbox.
    """

    def __init__(self, code: int, said: str = "") -> None:
        super().__init__(f"{code} {said}".strip())
        self.for_good = code >= 500
        self.is_unknown = self.for_good and said.startswith("5.1.1")


class SmtpCarrier:
    """Speaks with a mail server word by word."""

    def __init__(self, backend: EmailBackend) -> None:
        self.backend = backend
        self.sender = settings.BOUNCE_ADDRESS or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        self.server = self.connect()

    def connect(self) -> smtplib.SMTP:
        self.backend.open()
        server = self.backend.connection
        if server.ehlo_resp is None:
            server.ehlo()
        return server

    def carry(self, mail: EmailMultiAlternatives, claim: Claim) -> None:
        """Hand one mail over if it can be claimed. Raises Refused, OSError."""
        content = as_sent(mail)
        self.expect({250}, self.server.mail(self.sender))
        self.expect({250, 251}, self.server.rcpt(mail.to[0]))
        self.expect({354}, self.server.docmd("DATA"))
        if not claim():
            # Only to hang up ends a mail that has begun.
            self.server.close()
            self.backend.connection = None
            self.server = self.connect()
            return
        self.server.send(content)
        self.expect({250}, self.server.getreply())

    def expect(self, codes: set[int], answer: tuple[int, bytes]) -> None:
        code, said = answer
        if code in codes:
            return
        if code == 421:
            self.server.close()
            raise smtplib.SMTPServerDisconnected("The server closes.")
        self.server.docmd("RSET")
        raise Refused(code, said.decode(errors="replace"))


class PlainCarrier:
    """Gives mails to any other backend: claimed first, then sent."""

    def __init__(self, backend) -> None:
        self.backend = backend

    def carry(self, mail: EmailMultiAlternatives, claim: Claim) -> None:
        if claim():
            self.backend.send_messages([mail])


Carrier = SmtpCarrier | PlainCarrier


@contextmanager
def carrier() -> Iterator[Carrier]:
    """What carries mails as this installation is set up; it stays connected within this."""
    backend = get_connection()
    if not isinstance(backend, EmailBackend):
        yield PlainCarrier(backend)
        return
    try:
        yield SmtpCarrier(backend)
    finally:
        backend.close()


def as_sent(mail: EmailMultiAlternatives) -> bytes:
    """The mail as it goes over the line, with its end."""
    content = mail.message().as_bytes(linesep="\r\n")
    content = re.sub(rb"(?m)^\.", b"..", content)
    return content + (b"" if content.endswith(b"\r\n") else b"\r\n") + b".\r\n"
