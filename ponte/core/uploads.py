"""How much may be sent at once."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MEGABYTE = 1_000_000
BACK_OFFICE = "/admin/"


class Quota(FileUploadHandler):
    """Refuses a body that holds more than a form of the site asks for, before it is read.

    Nobody fills the disk, not even without an account. The back office, which only staff
    enter, may send more: files to import, for instance.
    """

    def handle_raw_input(self, input_data, meta, content_length, boundary, encoding=None):
        most = settings.PICTURE_MB + settings.ATTACHMENT_MB + 1
        if not self.request.path.startswith(BACK_OFFICE) and content_length > most * MEGABYTE:
            raise RequestDataTooBig(f"{content_length} bytes were sent at once.")

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None
