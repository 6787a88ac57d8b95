"""Form fields for a picture and for a document."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ponte.core.files.checks import clean_picture, document_extension
from ponte.core.scanning import refuse_malware
from ponte.core.uploads import MEGABYTE


class LimitedFileField(forms.FileField):
    """A file of at most so many megabytes, which js/upload.js does not even send.

    With `sending`, what to say meanwhile, a file that was chosen is sent at once.
    """

    def __init__(self, *, megabytes: int, accept: str, sending="", **kwargs: Any):
        self.most = megabytes * MEGABYTE
        self.too_large = format_lazy(_("The file has more than {most} megabytes."), most=megabytes)
        attrs = {"accept": accept, "data-most": self.most, "data-too-large": self.too_large}
        if sending:
            attrs["data-sending"] = sending
        super().__init__(required=False, widget=forms.FileInput(attrs), **kwargs)

    def to_python(self, data):
        file = super().to_python(data)
        if file is not None and file.size > self.most:
            raise ValidationError(self.too_large, "too_large")
        if file is not None:
            refuse_malware(file)
        return file


class PictureField(LimitedFileField):
    """Gives the picture drawn anew, without what the camera wrote beside it."""

    def __init__(self, **kwargs: Any):
        super().__init__(
            megabytes=settings.PICTURE_MB,
            accept="image/jpeg,image/png,image/webp",
            sending=_("The picture is being sent …"),
            **kwargs,
        )

    def to_python(self, data) -> ContentFile | None:
        file = super().to_python(data)
        return None if file is None else clean_picture(file)


class DocumentField(LimitedFileField):
    """Gives the file; its attribute `extension` follows its content, not its name."""

    def __init__(self, **kwargs: Any):
        accept = ".pdf,.odt,.ods,.odp,.docx,.xlsx,.pptx"
        super().__init__(megabytes=settings.ATTACHMENT_MB, accept=accept, **kwargs)

    def to_python(self, data) -> File | None:
        file = super().to_python(data)
        if file is not None:
            file.extension = document_extension(file)
            file.seek(0)
        return file
