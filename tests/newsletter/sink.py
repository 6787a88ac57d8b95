"""A mail server that takes what it is given, or does what a test wants it to."""

import socket
from email import message_from_bytes

from aiosmtpd.controller import Controller


class Sink:
    """Notes address and Message-ID of every mail it has taken.

    `at_rcpt(address)` and `at_data(address)` may return another answer than the usual one.
    """

    def __init__(self):
        self.taken = []
        self.mails = []
        self.at_rcpt = self.at_data = lambda address: None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if answer := self.at_rcpt(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        (address,) = envelope.rcpt_tos
        if answer := self.at_data(address):
            return answer
        mail = message_from_bytes(envelope.content)
        self.mails.append(mail)
        self.taken.append((address, mail["Message-ID"]))
        return "250 OK"


class Server:
    def __init__(self):
        self.sink = Sink()
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.controller = Controller(self.sink, hostname="127.0.0.1", port=self.port)

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_error):
        self.controller.stop()
