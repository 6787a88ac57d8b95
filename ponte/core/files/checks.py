"""What a file is, judged by its content: a name proves nothing."""

import zlib
from io import BytesIO
from lzma import LZMAError
from typing import IO
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

# The only decoders that look at what strangers send.
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 80_000_000
LONGEST = 2000  # pixels of the longer side that are kept
WIDTHS = (480, 960, 1440)  # pixels in which pages show it

PDF_HEAD = 1024  # bytes in which the mark of a PDF stands
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
}
OFFICE_FOLDERS = {"word": ".docx", "xl": ".xlsx", "ppt": ".pptx"}
# What reading a damaged, locked or crafted parcel raises.
UNREADABLE = (
    BadZipFile,
    EOFError,
    LZMAError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    zlib.error,
)


def clean_picture(file: File) -> ContentFile:
    """The picture in `file` drawn anew as WebP: upright, at most LONGEST pixels long.

    What cameras write beside the pixels (place, time, device) is not in it. Its name stays.
    Raises ValidationError.
    """
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise too_many_pixels()
            picture.thumbnail((LONGEST, LONGEST))
            upright = ImageOps.exif_transpose(picture)
            has_holes = upright.has_transparency_data
            profile = picture.info.get("icc_profile") if picture.mode != "CMYK" else None
            drawn = BytesIO()
            upright.convert("RGBA" if has_holes else "RGB").save(
                drawn, "WEBP", quality=85, icc_profile=profile, exif=b"", xmp=b""
            )
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many_pixels() from error
    except (OSError, SyntaxError, ValueError) as error:
        text = _("This is no picture in JPEG, PNG or WebP, or it is damaged.")
        raise ValidationError(text, "no_picture") from error
    return ContentFile(drawn.getvalue(), name=file.name)


def too_many_pixels() -> ValidationError:
    most = MOST_PIXELS // 1_000_000
    text = _("The picture has more than %(most)d million pixels.") % {"most": most}
    return ValidationError(text, "pixels")


def document_extension(file: IO[bytes]) -> str:
    """The extension that fits what `file` holds, as ".pdf". Raises ValidationError."""
    file.seek(0)
    if b"%PDF-" in file.read(PDF_HEAD):
        return ".pdf"
    extension = office_extension(file)
    if extension is None:
        text = _("This is neither a PDF nor a document of LibreOffice or Microsoft Office.")
        raise ValidationError(text, "no_document")
    return extension


def office_extension(file: IO[bytes]) -> str | None:
    """That of an OpenDocument or Office Open XML file, None for anything else.

    Raises ValidationError for one with macros.
    """
    try:
        with ZipFile(file) as parcel:
            names = parcel.namelist()
            if any(has_macros(name) for name in names):
                text = _("The file contains macros. Save it without them.")
                raise ValidationError(text, "macros")
            if "mimetype" in names and parcel.getinfo("mimetype").file_size < 100:
                return OPEN_DOCUMENT.get(parcel.read("mimetype").strip())
    except UNREADABLE:
        return None
    folders = {name.split("/")[0] for name in names}
    if "[Content_Types].xml" not in folders:
        return None
    return next((OFFICE_FOLDERS[each] for each in OFFICE_FOLDERS if each in folders), None)


def has_macros(name: str) -> bool:
    """Whether a part of an office document of this name is, or holds, a program."""
    return name.startswith(("Basic/", "Scripts/")) or name.endswith("vbaProject.bin")
