"""People and practices on the way from draft to validated."""

from django.db import connection, models

from ponte.community.models import Member, Organisation, Role, RoleGrant
from ponte.practices import triggers
from ponte.practices.models import Practice
from ponte.projects.models import ProjectMember
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.factories.practices import make_practice
from tests.factories.projects import make_project

WHOLE = {
    "short_summary": "Advisers help owners before it is too late.",
    "institution_name": "Chamber of Commerce",
    "institution_city": "Barcelona",
    "city": "Barcelona",
    "scope": "regional",
    "keywords": ["insolvency"],
    "detailed_information": "Firms call; an adviser comes within a week.",
    "resources_needed": "Four advisers.",
    "start_year": 2019,
    "ongoing": True,
    "evidence_of_success": "214 of 300 firms went on after two years.",
    "potential_for_learning_or_transfer": "Flanders runs it since 2021.",
    "public_intervention": True,
}


def make_member(name, **fields):
    return Member.objects.create_user(
        f"{name.lower()}@example.org", first_name=name, last_name="Doe", **fields
    )


def make_organisation(name):
    return Organisation.objects.create(
        slug=name.lower(), name_original=name, name_en=name, type="agency"
    )


def make_expert(name="Eva", topics=("RSO1.3",), **fields):
    expert = make_member(name, **fields)
    grant = RoleGrant.objects.create(member=expert, role=Role.EXPERT)
    grant.topics.set(Topic.objects.filter(code__in=topics))
    return expert


def make_web_admin(project, name="Willem"):
    member = make_member(name)
    ProjectMember.objects.create(project=project, member=member, role=ProjectMember.Role.WEB_ADMIN)
    return member


def whole_practice(author, *, of_project=False, **fields):
    """A practice with nothing missing, a draft unless `state` is given."""
    region = Region.objects.get(code="ES51")
    fields = {
        **WHOLE,
        "state": "draft",
        "author": author,
        "region": region,
        "institution_region": region,
        "from_project": of_project,
        **fields,
    }
    if of_project and "project" not in fields:
        fields["project"] = make_project(acronym="SMART")
    return make_practice(topics=[Topic.objects.get(code="RSO1.3")], **fields)


def put(practice, state):
    """Set the state without a move, as nobody outside the tests may; return the practice."""
    dated = {"published_at": practice.created_at} if state == Practice.State.VALIDATED else {}
    with triggers.opened(connection):
        models.QuerySet(Practice).filter(pk=practice.pk).update(state=state, **dated)
    return Practice.objects.get(pk=practice.pk)
