"""Files are shown to ClamAV's daemon; here one that only pretends to look."""

import socket
import threading
from contextlib import contextmanager
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents.forms import get_document_form
from wagtail.documents.models import Document
from wagtail.images.forms import get_image_form
from wagtail.images.models import Image

from ponte.core.files.fields import DocumentField, PictureField
from ponte.core.scanning import refuse_malware
from ponte.practices.import_view import UploadForm
from tests.factories.files import photo

BAD = b"malicious"
PDF = b"%PDF-1.7 a proof"


class Daemon(threading.Thread):
    """Answers INSTREAM as clamd does: a file that holds BAD is found, a long one is refused."""

    def __init__(self, listener, most=1_000_000):
        super().__init__(daemon=True)
        self.listener, self.most, self.seen = listener, most, []

    def run(self):
        while True:
            try:
                link, _address = self.listener.accept()
            except OSError:
                return
            with link, link.makefile("rb") as sent:
                assert sent.read(10) == b"zINSTREAM\0"
                link.sendall(self.verdict(sent) + b"\0")

    def verdict(self, sent):
        body = BytesIO()
        while length := int.from_bytes(sent.read(4), "big"):
            body.write(sent.read(length))
            if body.tell() > self.most:
                return b"INSTREAM size limit exceeded. ERROR"
        self.seen.append(body.getvalue())
        return b"stream: Test-Signature FOUND" if BAD in body.getvalue() else b"stream: OK"


@contextmanager
def running(listener, **options):
    with listener:
        daemon = Daemon(listener, **options)
        daemon.start()
        yield daemon


@pytest.fixture
def daemon(settings, tmp_path):
    settings.CLAMAV = str(tmp_path / "clamd.ctl")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(settings.CLAMAV)
    listener.listen()
    with running(listener) as daemon:
        yield daemon


def test_what_is_clean_passes_whole_and_can_still_be_read(daemon):
    body = PDF * 20_000  # of several pieces
    file = SimpleUploadedFile("proof.pdf", body)

    refuse_malware(file)

    assert daemon.seen == [body]
    assert file.read() == body


def test_what_is_found_is_refused_by_its_name(daemon):
    with pytest.raises(ValidationError, match="Test-Signature") as refused:
        refuse_malware(SimpleUploadedFile("proof.pdf", PDF + BAD))
    assert refused.value.code == "malware"


def test_a_daemon_elsewhere_is_asked_by_host_and_port(settings):
    listener = socket.create_server(("127.0.0.1", 0))
    settings.CLAMAV = f"127.0.0.1:{listener.getsockname()[1]}"
    with running(listener), pytest.raises(ValidationError, match="malware"):
        refuse_malware(SimpleUploadedFile("proof.pdf", BAD))


@pytest.mark.parametrize("address", ["/no/such/socket", "127.0.0.1:1", "nonsense"])
def test_as_long_as_the_daemon_cannot_be_asked_nothing_passes(settings, caplog, address):
    settings.CLAMAV = address

    with pytest.raises(ValidationError, match="try again later") as refused:
        refuse_malware(SimpleUploadedFile("proof.pdf", PDF))
    assert refused.value.code == "unscanned"
    assert address in caplog.text


def test_a_file_that_is_too_long_for_the_daemon_does_not_pass(settings, caplog):
    listener = socket.create_server(("127.0.0.1", 0))
    settings.CLAMAV = f"127.0.0.1:{listener.getsockname()[1]}"
    with running(listener, most=100), pytest.raises(ValidationError, match="try again later"):
        refuse_malware(SimpleUploadedFile("proof.pdf", PDF * 100_000))
    assert "ClamAV" in caplog.text


def test_without_the_setting_nobody_is_asked(settings):
    settings.CLAMAV = ""

    refuse_malware(SimpleUploadedFile("proof.pdf", BAD))


@pytest.mark.parametrize(
    ("field", "file"),
    [
        (DocumentField(), SimpleUploadedFile("proof.pdf", PDF + BAD)),
        (PictureField(), SimpleUploadedFile("a.jpg", photo().read() + BAD)),
    ],
    ids=["document", "picture"],
)
def test_every_field_for_files_asks(daemon, field, file):
    with pytest.raises(ValidationError, match="Test-Signature"):
        field.clean(file)


@pytest.mark.django_db
@pytest.mark.parametrize("form", [get_document_form(Document), get_image_form(Image)])
def test_the_back_office_asks(daemon, form):
    file = SimpleUploadedFile("a.jpg", photo().read() + BAD)

    sent = form({"title": "A"}, {"file": file})

    assert "Test-Signature" in str(sent.errors["file"])


@pytest.mark.django_db
def test_an_import_asks(daemon):
    sent = UploadForm({}, {"file": SimpleUploadedFile("practices.csv", b"title\n" + BAD)})

    assert "Test-Signature" in str(sent.errors["file"])
