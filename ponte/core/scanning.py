"""Every file that is sent here is shown to ClamAV's daemon, if the setting CLAMAV names one.

The protocol is INSTREAM of clamd(8): the file in pieces, each after its length.
"""

import logging
import socket
from collections.abc import Iterator
from contextlib import closing

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

SECONDS = 30  # without a sign of the daemon
PIECE = 64 * 1024
FOUND = " FOUND"
logger = logging.getLogger(__name__)


class Unreachable(Exception):
    """The daemon cannot be asked, or gives no verdict."""


def refuse_malware(file: File) -> None:
    """Let `file` pass if nothing is found in it, or no daemon is named.

    Raises ValidationError: "malware", or "unscanned" as long as the daemon gives no verdict.
    """
    if not settings.CLAMAV:
        return
    try:
        found = malware_in(file)
    except Unreachable as error:
        logger.error("ClamAV at %s did not judge a file: %s", settings.CLAMAV, error)
        text = _("Files cannot be checked for malware just now. Please try again later.")
        raise ValidationError(text, "unscanned") from error
    if found:
        text = _("The file is refused: it contains malware (%(name)s).") % {"name": found}
        raise ValidationError(text, "malware")


def malware_in(file: File) -> str:
    """The name of what the daemon finds in `file`, or "". Raises Unreachable."""
    try:
        with closing(connected(settings.CLAMAV)) as daemon:
            answer = ask(daemon, file)
    except (OSError, ValueError) as error:
        raise Unreachable(str(error)) from error
    told = answer.removeprefix("stream: ")
    if told == "OK":
        return ""
    if told.endswith(FOUND):
        return told.removesuffix(FOUND)
    raise Unreachable(answer or "no answer")


def connected(address: str) -> socket.socket:
    """A connection to the daemon at the path of its socket, or at "host:port"."""
    if address.startswith("/"):
        daemon = socket.socket(socket.AF_UNIX)
        daemon.settimeout(SECONDS)
        try:
            daemon.connect(address)
        except OSError:
            daemon.close()
            raise
        return daemon
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def ask(daemon: socket.socket, file: File) -> str:
    try:
        daemon.sendall(b"zINSTREAM\0")
        for piece in pieces(file):
            daemon.sendall(len(piece).to_bytes(4) + piece)
        daemon.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        # It ends a file that is too long for it early, and says so.
        pass
    with daemon.makefile("rb") as answer:
        return answer.read(1000).rstrip(b"\0\n").decode(errors="replace")


def pieces(file: File) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece
    file.seek(0)


class Scanned:
    """Part of a form of the back office: its field `file` is shown to the daemon."""

    def clean_file(self):
        file = self.cleaned_data["file"]  # type: ignore[attr-defined]
        if isinstance(file, UploadedFile):
            refuse_malware(file)
        return file


class DocumentForm(Scanned, BaseDocumentForm):
    """Of a document in the back office."""


class ImageForm(Scanned, BaseImageForm):
    """Of a picture in the back office."""
