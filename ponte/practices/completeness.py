"""What a practice still lacks before its authors may send it in."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from ponte.practices.models import Practice

REQUIRED = (
    "title",
    "short_summary",
    "institution_name",
    "institution_region",
    "institution_city",
    "region",
    "city",
    "scope",
    "topics",
    "keywords",
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


def gaps(practice: Practice) -> list[Gap]:
    """What is missing from `practice`, in the order of the template."""
    return [
        *origin_gaps(practice),
        *(
            Gap(name, _("“%(field)s” is empty.") % {"field": practice.field_label(name)})
            for name in REQUIRED
            if not practice.is_filled(name)
        ),
    ]


def origin_gaps(practice):
    if practice.from_project is None:
        yield Gap("from_project", _("Say whether it comes from a project."))
    if practice.from_project and not practice.project_id:
        yield Gap("project", _("Name the project it comes from."))
    if practice.public_intervention is None:
        yield Gap("public_intervention", _("Say whether it is linked to a public intervention."))
    if practice.public_intervention is False and not practice.inspired_public_policy:
        text = _("A private initiative needs the public policy it inspired.")
        yield Gap("inspired_public_policy", text)
    if is_outside_partnership(practice) and not practice.outside_partnership_justification:
        text = _("Say why a place outside the project's regions is justified.")
        yield Gap("outside_partnership_justification", text)


def is_outside_partnership(practice: Practice) -> bool:
    """Whether it lies in no region of its project. A project without regions has no outside."""
    if practice.project is None or practice.region is None:
        return False
    codes = [region.code for region in practice.project.regions.all()]
    return bool(codes) and not any(
        practice.region.code.startswith(code) or code.startswith(practice.region.code)
        for code in codes
    )
