"""People and organisations for tests."""

from itertools import count

from django.utils.text import slugify

from ponte.community.models import Member, Organisation, RoleGrant
from ponte.regions.models import Region
from ponte.topics.models import Topic

PASSWORD = "seven green bridges"
numbers = count(1)


def region_of(given):
    return Region.objects.get(code=given) if isinstance(given, str) else given


def topics_of(given):
    return [t if isinstance(t, Topic) else Topic.objects.get(slug=t) for t in given]


def make_organisation(name="", **fields):
    """A saved organisation. `region` is a code or an object."""
    name = name or f"Agency {next(numbers)}"
    fields["region"] = region_of(fields.get("region"))
    fields = {"name_original": name, "name_en": name, "type": "business_support", **fields}
    fields.setdefault("slug", slugify(fields["name_en"]) or f"organisation-{next(numbers)}")
    return Organisation.objects.create(**fields)


def make_member(email="", *, roles=(), topics=(), **fields):
    """A saved member who signs in with `PASSWORD`.

    `roles` are given in force, experts for `topics`; `region` is a code or an object, `topics`
    slugs or objects.
    """
    number = next(numbers)
    fields = {"first_name": "Ada", "last_name": f"Member {number}", **fields}
    fields["region"] = region_of(fields.get("region"))
    member = Member.objects.create_user(
        email or f"member-{number}@people.example", PASSWORD, **fields
    )
    member.topics.set(topics_of(topics))
    for role in roles:
        grant_role(member, role, topics=topics)
    return member


def grant_role(member, role, *, topics=(), **fields):
    grant = RoleGrant.objects.create(member=member, role=role, **fields)
    grant.topics.set(topics_of(topics))
    member.__dict__.pop("roles", None)
    return grant
