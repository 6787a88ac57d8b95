"""The back office's form for practices."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.log_actions import log

from ponte import activity
from ponte.community.rules import is_secretariat
from ponte.core.fields import LimitedTextField
from ponte.core.lines import LinesField
from ponte.practices.completeness import request_for
from ponte.practices.content import FIELDS, RELATIONS, changes_between, snapshot
from ponte.practices.models import Practice
from ponte.practices.slugs import make_slug
from ponte.topics.forms import TopicsField


class PracticeForm(WagtailAdminModelForm):
    """Fills in what follows from the rest: the address and the date of publication."""

    topics = TopicsField(label=_("Topics"), required=False)
    keywords = LinesField(label=_("Keywords"), required=False, help_text=_("One per line."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            model_field = Practice._meta.get_field(name)
            if isinstance(model_field, LimitedTextField):
                limit = _("At most %(limit)d characters.") % {"limit": model_field.limit}
                field.help_text = format_lazy("{} {}", field.help_text, limit)
        self.fields["slug"].required = False
        for name in self.closed():
            self.fields[name].disabled = True

    def closed(self):
        """The fields that are not open to the one who edits, or not where the practice stands."""
        names = set()
        if not is_secretariat.test(self.for_user):
            names.add("counts_for_indicator")
        if self.instance.pk and self.instance.is_with_judges:
            names.update(FIELDS, RELATIONS)
        return names & self.fields.keys()

    def clean_published_at(self):
        """The field shows minutes: without a change the stored second stays."""
        given, stored = self.cleaned_data["published_at"], self.instance.published_at
        if stored and given == stored.replace(second=0, microsecond=0):
            return stored
        return given

    def clean(self):
        data = super().clean()
        if not data.get("slug") and data.get("title"):
            data["slug"] = make_slug(title=data["title"], practice=self.instance)
        if self.instance.is_public and not data.get("published_at"):
            data["published_at"] = timezone.now()
        for name in ("image_alt", "image_rights") if data.get("image") else ():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, request_for(self.instance, name))
        return data

    @transaction.atomic
    def save(self, commit=True):  # noqa: FBT002 - Django's signature
        stored = Practice.objects.select_for_update().filter(pk=self.instance.pk).first()
        if stored is None:
            return self.begin(commit=commit)
        # A practice built from a revision does not know the address it has at present.
        self.instance._stored_slug = stored.slug
        self.instance.lock_version = stored.lock_version
        before = snapshot(stored)
        if not stored.latest_revision_id:
            record_beginning(stored)
        practice = super().save(commit=commit)
        if changes := changes_between(before, snapshot(practice)):
            practice.lock_version += 1
            practice.save(update_fields=["lock_version"])
            detail = {"changes": changes, "version": practice.lock_version}
            activity.record(actor=self.for_user, verb="edit", target=practice, detail=detail)
        return practice

    def begin(self, *, commit):
        """A practice entered here starts as a draft, whatever it was copied from: no expert has
        seen it."""
        self.instance.state = Practice.State.DRAFT
        for name, value in Practice.OPINION.items():
            setattr(self.instance, name, value)
        self.instance.author = self.instance.author or self.for_user
        practice = super().save(commit=commit)
        activity.record(actor=self.for_user, verb="begin", target=practice)
        return practice


def record_beginning(practice):
    """Begin the history of a practice that came without one: by import, for instance.

    So the first change can be compared with what was there before, and taken back.
    """
    revision = practice.save_revision(clean=False)
    log(
        practice,
        "wagtail.create",
        revision=revision,
        content_changed=True,
        timestamp=practice.created_at,
    )
