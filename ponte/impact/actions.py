from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from ponte import activity
from ponte.community.models import Member
from ponte.impact import rules
from ponte.impact.models import Claim, Evidence, Fund, Source
from ponte.learning.models import Activity
from ponte.plans.models import Action
from ponte.practices.models import Practice
from ponte.transfers.models import Transfer

MOST_FILES = 10
Money = Mapping[tuple[int, str], Decimal]


class ChangedMeanwhile(ValidationError):
    """The claim was changed, or decided, since this member read it."""

    def __init__(self):
        super().__init__(_("This was changed meanwhile: look at the page again."), "changed")


class Origin(NamedTuple):
    """Something a claim comes from; an event without a record has a name only."""

    name: str
    practice: Practice | None = None
    transfer: Transfer | None = None
    action: Action | None = None
    activity: Activity | None = None

    @property
    def kind(self) -> str:
        return next((name for name in ("practice", "transfer", "action") if getattr(self, name)),
                    "event")  # fmt: skip


@transaction.atomic
def make_claim(
    *,
    by: Member,
    values: dict[str, Any],
    origins: Iterable[Origin] = (),
    money: Money | None = None,
    files: Iterable[File] = (),
    is_demonstration: bool = False,
) -> Claim:
    """Begin a claim, as a draft, and return it.

    `values` are fields of Claim; `money` maps (year, kind of fund) to euro. Raises
    ValidationError.
    """
    claim = Claim(claimed_by=by, is_demonstration=is_demonstration, **values)
    check_correction(claim, by)
    claim.full_clean()
    claim.save()
    keep(claim, by, origins, money or {}, files=files, removed=())
    activity.record(actor=by, verb="open", target=claim, to_state=claim.state)
    return claim


@transaction.atomic
def change_claim(
    *,
    claim: Claim,
    by: Member,
    seen: int,
    values: dict[str, Any],
    origins: Iterable[Origin],
    money: Money,
    files: Iterable[File] = (),
    removed: Iterable[Evidence] = (),
) -> Claim:
    """Store what was typed into a draft, or a claim that was returned, and return it.

    `seen` is the `lock_version` that the member had before them. Raises ChangedMeanwhile and
    ValidationError.
    """
    stored = Claim.objects.select_for_update().get(pk=claim.pk)
    if stored.lock_version != seen or not stored.is_written:
        raise ChangedMeanwhile
    for name, value in values.items():
        setattr(stored, name, value)
    stored.lock_version += 1
    stored.full_clean()
    stored.save()
    keep(stored, by, origins, money, files=files, removed=removed)
    activity.record(actor=by, verb="change", target=stored)
    return stored


@transaction.atomic
def delete_claim(*, claim: Claim) -> None:
    """Delete a draft and its files. Raises ChangedMeanwhile for anything else."""
    stored = Claim.objects.select_for_update().get(pk=claim.pk)
    if stored.state != Claim.State.DRAFT:
        raise ChangedMeanwhile
    stored.delete()


def check_correction(claim: Claim, by: Member) -> None:
    if claim.corrects and not rules.may_correct.test(by, claim.corrects):
        raise ValidationError(_("Only who claimed it corrects it, once it is confirmed."))


def keep(claim, by, origins, money: Money, *, files, removed) -> None:
    claim.evidence.filter(pk__in=[each.pk for each in removed]).delete()
    claim.sources.all().delete()
    for origin in origins:
        source = Source(
            claim=claim,
            kind=origin.kind,
            name=origin.name[:400],
            practice=origin.practice,
            transfer=origin.transfer,
            action=origin.action,
            activity=origin.activity,
        )
        source.full_clean(exclude=["claim"])
        source.save()
    claim.funds.all().delete()
    for (year, kind), amount in money.items():
        fund = Fund(claim=claim, year=year, kind=kind, amount=amount)
        fund.full_clean()
        fund.save()
    for file in files:
        add_evidence(claim, file, by)


def add_evidence(claim: Claim, file: File, by: Member) -> Evidence:
    """Raises ValidationError when there are too many."""
    if claim.evidence.count() >= MOST_FILES:
        told = _("A claim has at most %(most)d files.") % {"most": MOST_FILES}
        raise ValidationError(told, "files")
    evidence = Evidence(claim=claim, uploaded_by=by)
    evidence.keep(file)
    return evidence
