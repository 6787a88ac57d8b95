"""The accounts of the demonstration, one for each role, and how nobody else gets one."""

import os
import secrets
import tomllib
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ponte.community.accounts.listed import ListedAccount, Listing, register_listing
from ponte.community.models import Member, Organisation, Role, RoleGrant
from ponte.community.privacy.actions import erase
from ponte.demo.models import Load
from ponte.demo.records import DATA, assign, assign_related, find_regions, find_topics
from ponte.projects.models import Project, ProjectMember

DOMAIN = "@demo.example"
ADMINISTRATOR = f"admin{DOMAIN}"
MEMBER = "member"

making = ContextVar("making the accounts of the demonstration", default=False)


class OnlyInDemonstration(ValidationError):
    """Somebody tried to have an address that belongs to the demonstration."""


@dataclass
class Made:
    """`changed` counts accounts and organisations; `password_file` is set if it is new."""

    members: int = 0
    changed: int = 0
    password_file: Path | None = None


@cache
def read() -> dict:
    """Organisations and accounts, as data/accounts.toml has them."""
    return tomllib.loads((DATA / "accounts.toml").read_text())


def password_file() -> Path:
    return settings.DATA_DIR / "demo-password.txt"


@contextmanager
def opened():
    """Within it addresses of the demonstration may be given to members."""
    token = making.set(True)
    try:
        yield
    finally:
        making.reset(token)


@receiver(pre_save, sender=Member)
def keep_the_domain(sender, instance, **kwargs):
    """Refuse an address of the demonstration to whom it did not give it, from any door."""
    if not instance.email.lower().endswith(DOMAIN) or making.get():
        return
    if not Member.objects.filter(pk=instance.pk, email__iexact=instance.email).exists():
        raise OnlyInDemonstration({"email": _("This address belongs to the demonstration.")})


def make_accounts() -> Made:
    """Make or mend organisations, accounts and roles. All accounts share one password."""
    made = Made()
    organisations = {}
    for row in read()["organisation"]:
        organisation, changed = load_organisation(dict(row))
        organisations[organisation.slug] = organisation
        made.changed += changed
    with opened():
        for row in read()["account"]:
            made.members += 1
            made.changed += load_account(dict(row), organisations)
    made.password_file = give_password()
    return made


def load_organisation(row) -> tuple[Organisation, bool]:
    row["region"] = find_regions([row["region"]])[0]
    organisation = Organisation.objects.filter(slug=row["slug"]).first() or Organisation()
    return organisation, assign(organisation, row)


def load_account(row, organisations) -> bool:
    """Create or mend one account; tell whether anything changed."""
    row.pop("extra", None)
    role, project_role = row.pop("role"), row.pop("project_role", None)
    country, topics = row.pop("country", ""), find_topics(row.pop("topics", []))
    if "organisation" in row:
        row["organisation"] = organisations[row["organisation"]]
    if "region" in row:
        row["region"] = find_regions([row["region"]])[0]
    row["is_superuser"] = row["is_staff"] = role == Role.ADMINISTRATOR
    member = Member.objects.filter(email=row["email"]).first() or new_member()
    changed = assign(member, row)
    changed |= assign_related(member.topics, topics)
    EmailAddress.objects.get_or_create(
        user=member, email=member.email, defaults={"verified": True, "primary": True}
    )
    if role in Role.values:
        changed |= give_role(member, role, country, topics)
    if project_role:
        project = Project.objects.get(slug="smarty")
        changed |= ProjectMember.objects.get_or_create(
            project=project, member=member, role=project_role
        )[1]
    return changed


def new_member() -> Member:
    member = Member()
    member.set_unusable_password()
    return member


def give_role(member, role, country, topics) -> bool:
    grant, is_new = RoleGrant.objects.get_or_create(
        member=member, role=role, country=country, ended_at=None
    )
    return assign_related(grant.topics, topics if role == Role.EXPERT else []) or is_new


def give_password() -> Path | None:
    """Give accounts without a password a common one; return its file if somebody got it."""
    waiting = [member for member in of_demonstration() if not member.has_usable_password()]
    if not waiting:
        return None
    path = password_file()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        password = path.read_text().strip()
    else:
        password = secrets.token_urlsafe(12)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{password}\n")
    for member in waiting:
        member.set_password(password)
        member.save(update_fields=["password"])
    return path


def remove_accounts() -> int:
    """Take accounts and organisations of the demonstration away; return how many accounts.

    Who did something that stays on record is erased, not deleted.
    """
    members = list(of_demonstration())
    for member in members:
        try:
            with transaction.atomic():
                member.delete()
        except ProtectedError:
            erase(member=stripped(member))
    slugs = [row["slug"] for row in read()["organisation"]]
    Organisation.objects.filter(slug__in=slugs, policy_responsible_for=None).delete()
    transaction.on_commit(lambda: password_file().unlink(missing_ok=True))
    return len(members)


def stripped(member) -> Member:
    """`member` without roles: the demonstration may take even its only administrator away."""
    member.role_grants.in_force().update(ended_at=timezone.now())
    member.is_superuser = member.is_staff = False
    member.save(update_fields=["is_superuser", "is_staff"])
    return member


def of_demonstration():
    return Member.objects.filter(email__endswith=DOMAIN)


@register_listing
def listing() -> Listing | None:
    """One account for each role, for the sign-in page; None without a demonstration."""
    if not Load.objects.filter(removed_at=None).exists():
        return None
    accounts = tuple(
        ListedAccount(row["email"], label_of(row["role"]))
        for row in read()["account"]
        if not row.get("extra")
    )
    hint = _("All have the password in the file %(file)s of the folder with the site’s data.")
    return Listing(accounts, hint % {"file": password_file().name})


def label_of(role):
    if role == MEMBER:
        return _("member")
    return Role(role).label if role in Role.values else ProjectMember.Role(role).label
