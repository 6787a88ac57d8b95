"""Pictures and documents as people send them."""

from io import BytesIO
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def picture_file(name="cafe.jpg", kind="JPEG", size=(640, 480), mode="RGB", **more):
    out = BytesIO()
    Image.new(mode, size, more.pop("colour", "teal")).save(out, kind, **more)
    return SimpleUploadedFile(name, out.getvalue())


def photo(name="cafe.jpg", size=(640, 480), turned=1):
    """A photo as a telephone makes it: with place and device, `turned` as EXIF counts."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = turned, "Telephone"
    exif.get_ifd(GPS).update({1: "N", 2: (41.0, 23.0, 5.0), 3: "E", 4: (2.0, 9.0, 32.0)})
    return picture_file(name, size=size, exif=exif)


def pdf(name="report.pdf", content=b"%PDF-1.7\n%%EOF"):
    return SimpleUploadedFile(name, content)


def parcel(name, *parts, mimetype=None):
    """A ZIP file with `parts`, such as the office programs write."""
    out = BytesIO()
    with ZipFile(out, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for part in parts:
            file.writestr(part, "<x/>")
    return SimpleUploadedFile(name, out.getvalue())
