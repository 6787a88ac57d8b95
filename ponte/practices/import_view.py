"""Import in the back office: a file goes up, a preview comes back, a click brings it in.

Between the steps the file lies under the data folder in a folder with a random name that
only its owner may open, for a day at most.
"""

import json
import shutil
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ponte.core import tables
from ponte.core.importing.report import Outcome
from ponte.core.scanning import refuse_malware
from ponte.practices.importing.mapping import (
    BadMapping,
    Binding,
    ImportMapping,
    bind,
    load_mapping,
)
from ponte.practices.importing.run import import_practices
from ponte.practices.models import Practice

MAX_BYTES = 25 * 1024**2
MAX_UNPACKED = 200 * 1024**2
KEPT_SECONDS = 24 * 60 * 60
PROBLEMS_SHOWN = 100
SHIPPED = settings.BASE_DIR / "docs/guide/mappings"
OWN_MAPPING = "own"
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".json", ".gz")


class Upload:
    """A file that waits between upload and import, with its mapping and its owner."""

    def __init__(self, token: uuid.UUID):
        self.token = token
        self.folder = settings.DATA_DIR / "uploads" / str(token)
        self.report = self.folder / "report.csv"

    @classmethod
    def create(cls, *, user, file, mapping: str, strict: bool) -> "Upload":
        cls.forget_old()
        upload = cls(uuid.uuid4())
        upload.folder.mkdir(parents=True, mode=0o700)
        with upload.table_path.open("wb") as target:
            target.writelines(file.chunks())
        (upload.folder / "mapping.toml").write_text(mapping, encoding="utf-8")
        upload.save({"owner": user.pk, "name": Path(file.name).name, "strict": strict})
        return upload

    @classmethod
    def of(cls, token: uuid.UUID, user) -> "Upload":
        """The upload with this token. Raises Http404 unless it is this user's and recent."""
        upload = cls(token)
        if upload.expired or upload.details["owner"] != user.pk:
            raise Http404
        return upload

    @staticmethod
    def forget_old() -> None:
        for folder in (settings.DATA_DIR / "uploads").glob("*-*"):
            if Upload(uuid.UUID(folder.name)).expired:
                shutil.rmtree(folder, ignore_errors=True)

    @property
    def expired(self) -> bool:
        try:
            written = (self.folder / "details.json").stat().st_mtime
        except FileNotFoundError:
            return True
        return time.time() - written > KEPT_SECONDS

    @property
    def table_path(self) -> Path:
        return self.folder / "table"

    @property
    def details(self) -> dict[str, Any]:
        return json.loads((self.folder / "details.json").read_text(encoding="utf-8"))

    def save(self, details: dict[str, Any]) -> None:
        text = json.dumps(details, ensure_ascii=False)
        (self.folder / "details.json").write_text(text, encoding="utf-8")

    @contextmanager
    def opened(self):
        """The table and the mapping. Raises UnreadableTable and BadMapping."""
        mapping = mapping_of((self.folder / "mapping.toml").read_text(encoding="utf-8"))
        with (
            self.table_path.open("rb") as file,
            tables.read(
                file,
                name=self.details["name"],
                delimiter=mapping.delimiter,
                encoding=mapping.encoding,
                sheet=mapping.sheet,
                limit=MAX_UNPACKED,
            ) as table,
        ):
            yield table, mapping

    def carry_out(self, *, user, dry_run: bool) -> tuple[Outcome, Binding]:
        """Import, or with `dry_run` see what would happen; the report is kept."""
        with self.opened() as (table, mapping):
            binding = bind(mapping, table)
            strict = self.details["strict"]
            outcome = import_practices(table, mapping, user=user, dry_run=dry_run, strict=strict)
        self.report.write_bytes(b"".join(outcome.report()))
        return outcome, binding

    def finish(self, outcome: Outcome) -> None:
        """Keep the result and the report, not the file."""
        counts = {
            name: getattr(outcome, name)
            for name in ("rows", "created", "updated", "unchanged", "rejected", "warnings")
        }
        self.save({**self.details, "result": counts, "saved": outcome.saved})
        self.table_path.unlink()

    def discard(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def mapping_of(text: str) -> ImportMapping:
    return load_mapping(text) if text else ImportMapping()


def shipped_mappings() -> dict[str, str]:
    """The mappings that come with Ponte: file names and what they are called."""
    found = {}
    for file in sorted(SHIPPED.glob("*.toml")):
        found[file.stem] = load_mapping(file.read_text(encoding="utf-8")).name or file.stem
    return found


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, TSV, XLSX or JSON, also compressed as .gz."),
    )
    columns = forms.ChoiceField(
        label=gettext_lazy("Columns"),
        help_text=gettext_lazy("Which column is what. The guide to imports tells how to say it."),
    )
    mapping = forms.FileField(
        label=gettext_lazy("Your mapping"),
        required=False,
        help_text=gettext_lazy("A TOML file, only with “My own mapping”."),
    )
    strict = forms.BooleanField(
        label=gettext_lazy("All rows or none"),
        required=False,
        help_text=gettext_lazy("Otherwise the rows without errors come in."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = [
            ("", _("Named as in an export of this site")),
            *shipped_mappings().items(),
            (OWN_MAPPING, _("My own mapping")),
        ]
        self.fields["columns"].required = False

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _(
                    "The file has %(size)s; here it may have %(most)s. "
                    "Larger files come in with the command import_practices."
                )
                % {"size": filesizeformat(file.size), "most": filesizeformat(MAX_BYTES)}
            )
        if not file.name.lower().endswith(SUFFIXES):
            raise forms.ValidationError(_("The file must be CSV, TSV, XLSX or JSON."))
        refuse_malware(file)
        return file

    def clean(self):
        cleaned = super().clean()
        chosen = cleaned.get("columns", "")
        cleaned["mapping_text"] = ""
        if chosen == OWN_MAPPING:
            cleaned["mapping_text"] = self.own_mapping(cleaned.get("mapping"))
        elif chosen:
            cleaned["mapping_text"] = (SHIPPED / f"{chosen}.toml").read_text(encoding="utf-8")
        return cleaned

    def own_mapping(self, file) -> str:
        if not file:
            self.add_error("mapping", _("Choose the file with your mapping."))
            return ""
        try:
            text = file.read(MAX_BYTES).decode("utf-8-sig")
            load_mapping(text)
        except UnicodeDecodeError:
            self.add_error("mapping", _("The mapping must be written in UTF-8."))
        except BadMapping as bad:
            self.add_error("mapping", list(bad.reasons))
        else:
            return text
        return ""


class ImportMixin(PermissionRequiredMixin, WagtailAdminTemplateMixin):
    """Only for those who may add and change practices."""

    permission_required = ("practices.add_practice", "practices.change_practice")
    raise_exception = True
    page_title = gettext_lazy("Import good practices")
    header_icon = "upload"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(Practice.snippet_viewset.get_url_name("list")),
             "label": _("Good practices")},
            {"url": "", "label": self.page_title},
        ]  # fmt: skip


class UploadView(ImportMixin, FormView):
    template_name = "practices/import/upload.html"
    form_class = UploadForm

    def form_valid(self, form):
        upload = Upload.create(
            user=self.request.user,
            file=form.cleaned_data["file"],
            mapping=form.cleaned_data["mapping_text"],
            strict=form.cleaned_data["strict"],
        )
        return redirect("practices_import_preview", upload.token)


class PreviewView(ImportMixin, TemplateView):
    """What would happen; after the confirmation, what has happened."""

    template_name = "practices/import/preview.html"

    def get_context_data(self, **kwargs):
        upload = Upload.of(self.kwargs["token"], self.request.user)
        context = {"upload": upload, "details": upload.details, "result": self.result(upload)}
        return super().get_context_data(**kwargs, **context)

    def result(self, upload: Upload) -> dict[str, Any]:
        if counts := upload.details.get("result"):
            return {"done": True, "counts": counts}
        try:
            outcome, binding = upload.carry_out(user=self.request.user, dry_run=True)
        except (tables.UnreadableTable, BadMapping) as error:
            return {"reasons": str(error).splitlines()}
        return {
            "counts": outcome,
            "columns": [(origin.label, ours) for ours, origin in binding.origins.items()],
            "notes": outcome.notes,
            "previews": outcome.previews,
            "problems": outcome.problems[:PROBLEMS_SHOWN],
            "more_problems": max(0, len(outcome.problems) - PROBLEMS_SHOWN),
            "blocked": upload.details["strict"] and outcome.rejected,
        }

    def post(self, request, token):
        upload = Upload.of(token, request.user)
        if "discard" in request.POST:
            upload.discard()
            messages.success(request, _("The file was discarded; nothing was imported."))
            return redirect("practices_import")
        if "result" not in upload.details:
            try:
                outcome, _binding = upload.carry_out(user=request.user, dry_run=False)
            except (tables.UnreadableTable, BadMapping) as error:
                messages.error(request, str(error))
            else:
                upload.finish(outcome)
        return redirect("practices_import_preview", token)


class ReportView(PermissionRequiredMixin, View):
    """All problems as a CSV file."""

    permission_required = ImportMixin.permission_required
    raise_exception = True

    def get(self, request, token):
        upload = Upload.of(token, request.user)
        if not upload.report.exists():
            raise Http404
        return FileResponse(
            upload.report.open("rb"),
            as_attachment=True,
            filename="import-report.csv",
            content_type=tables.CONTENT_TYPES["csv"],
        )


urlpatterns = [
    path("practices-import/", UploadView.as_view(), name="practices_import"),
    path("practices-import/<uuid:token>/", PreviewView.as_view(), name="practices_import_preview"),
    path(
        "practices-import/<uuid:token>/report.csv",
        ReportView.as_view(),
        name="practices_import_report",
    ),
]
