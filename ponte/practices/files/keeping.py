"""Where the files of practices are kept, and when they go.

Pictures and documents are those of Wagtail, so that staff find them in the libraries of the
back office. Versions of a practice share them. What stands in a library for other reasons
never goes with a practice.
"""

import secrets
from collections.abc import Iterable
from pathlib import PurePath

from django.core.files.base import ContentFile, File
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver
from django.utils.text import slugify
from wagtail.documents.models import Document
from wagtail.images.models import Image

from ponte.practices.models import Practice

# How their files are called. The addresses under /media/ refuse pictures of this name.
MARK = "of-practice-"
# In this folder of the documents.
FOLDER = "practices/"
TITLE_LIMIT = 255


def keep_picture(picture: ContentFile, *, by) -> Image:
    """Store a picture that `checks.clean_picture` made."""
    image = Image(title=title_of(picture), uploaded_by_user=by)
    image.file.save(f"{MARK}{secrets.token_hex(8)}.webp", picture, save=False)
    image.file_size = picture.size
    image.save()
    return image


def keep_document(file: File, extension: str, *, title: str, by, folder: str = FOLDER) -> Document:
    """Store a document under a name that says what it is: `extension`."""
    document = Document(title=(title or title_of(file))[:TITLE_LIMIT], uploaded_by_user=by)
    stem = slugify(title_of(file))[:60] or "document"
    document.file.save(f"{folder}{stem}{extension}", file, save=False)
    document.file_size = file.size
    document.save()
    return document


def title_of(file: File) -> str:
    """What its owner called it."""
    return PurePath(file.name or "").stem[:TITLE_LIMIT]


def files_of(practice: Practice) -> list[Image | Document]:
    pictures = [practice.image] if practice.image else []
    return [*pictures, *practice.attachments.all()]


def let_go(files: Iterable[Image | Document]) -> None:
    """Delete those that came with a practice and that no practice has any more."""
    for file in files:
        relation = "image" if isinstance(file, Image) else "attachments"
        if came_with_a_practice(file) and not Practice.objects.filter(**{relation: file}).exists():
            file.delete()


def came_with_a_practice(file: Image | Document) -> bool:
    if isinstance(file, Image):
        return file.filename.startswith(MARK)
    return f"/{FOLDER}" in file.file.name


@receiver(pre_delete, sender=Practice, dispatch_uid="remember-files")
def remember_files(instance, **_signal):
    instance.files_to_let_go = files_of(instance)


@receiver(post_delete, sender=Practice, dispatch_uid="let-files-go")
def follow(instance, **_signal):
    let_go(instance.files_to_let_go)
