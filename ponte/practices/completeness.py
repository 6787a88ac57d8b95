"""What a practice still lacks before its authors may send it in."""

from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ponte.practices.models import Practice

ALWAYS = (
    "title",
    "short_summary",
    "from_project",
    "institution_name",
    "institution_region",
    "institution_city",
    "scope",
    "region",
    "city",
    "topics",
    "keywords",
    "public_intervention",
    "detailed_information",
    "resources_needed",
    "timescale",
    "evidence_of_success",
    "potential_for_learning_or_transfer",
)


class Gap(NamedTuple):
    """Something that is missing: the field, and what to do about it."""

    field: str
    text: str


def needed(practice: Practice) -> list[str]:
    """The fields that must be given, some only because of what others say."""
    sometimes = {
        "project": practice.from_project is True,
        "inspired_public_policy": practice.public_intervention is False,
        "outside_partnership_justification": is_outside_partnership(practice),
        "image_alt": practice.image_id is not None,
        "image_rights": practice.image_id is not None,
    }
    return [*ALWAYS, *(name for name, is_needed in sometimes.items() if is_needed)]


def is_given(practice: Practice, name: str) -> bool:
    if name in {"from_project", "public_intervention"}:
        return getattr(practice, name) is not None
    return practice.is_filled(name)


def gaps(practice: Practice) -> list[Gap]:
    """What is missing from `practice`."""
    return [
        Gap(name, request_for(practice, name))
        for name in needed(practice)
        if not is_given(practice, name)
    ]


def request_for(practice: Practice, name: str) -> str:
    """What somebody is asked who left a field empty."""
    asked = {
        "from_project": _("Say whether the practice comes from a project."),
        "region": _("Say in which region or country it is."),
        "institution_region": _("Say in which region or country its main institution is."),
        "timescale": _("Say when it began."),
        "project": _("Name the project it comes from."),
        "public_intervention": _("Say whether it is linked to a public intervention."),
        "inspired_public_policy": _("Name the public policy that the private initiative inspired."),
        "outside_partnership_justification": _(
            "Say why a place outside the project's regions is justified."
        ),
        "image_alt": _("Say what the picture shows, for those who do not see it."),
        "image_rights": _("Say that the picture may be published, or remove it."),
    }
    label = capfirst(practice.field_label(name))
    return asked.get(name) or _("“%(field)s” is empty.") % {"field": label}


def is_outside_partnership(practice: Practice) -> bool:
    """Whether it lies in no region of its project. A project without regions has no outside."""
    if practice.project is None or practice.region is None:
        return False
    here = practice.region.code
    codes = [region.code for region in practice.project.regions.all()]
    return bool(codes) and not any(here.startswith(code) or code.startswith(here) for code in codes)
