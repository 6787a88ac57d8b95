"""Files that prove something: kept under a name of ours, and never changed."""

from hashlib import file_digest
from pathlib import PurePath
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _


def stored_under(evidence, _filename) -> str:
    """Under /documents/, which no address serves without asking who wants it."""
    return f"documents/{evidence._meta.app_label}/{evidence.handle}{evidence.extension}"


class EvidenceFile(models.Model):
    """A file that proves something. It is never changed; `digest` is its SHA-256."""

    handle = models.UUIDField(default=uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), upload_to=stored_under, max_length=200)
    name = models.CharField(_("name"), max_length=120)
    extension = models.CharField(_("kind of file"), max_length=8)
    size = models.PositiveIntegerField(_("size"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("member")
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    class Meta:
        abstract = True
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.name}{self.extension}"

    def keep(self, file: File) -> None:
        """Store `file` and save. What its owner called it is only shown; its attribute
        `extension` follows its content."""
        file.seek(0)
        self.digest = file_digest(file, "sha256").hexdigest()
        self.size = file.size
        self.name = slugify(PurePath(file.name or "").stem)[:120] or "evidence"
        self.extension = file.extension  # type: ignore[attr-defined]
        self.file.save("", file, save=False)
        self.save()
