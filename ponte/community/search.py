"""How people and organisations become search documents.

A person has two: "person" says what everyone may see and is found by everybody, "colleague"
says what members may see and is searched by the directory for members only.
"""

from functools import partial

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from ponte import search
from ponte.community.models import Member, Organisation
from ponte.community.profiles import MEMBERS, VISITORS, profile
from ponte.search.documents import SearchDocument
from ponte.search.registry import Kind, register

PEOPLE_FACETS = (
    "topic",
    "country",
    "region",
    "organisation",
    "organisation_type",
    "open_to_peer",
    "policy_role",
    "speaks",
)
ORGANISATION_FACETS = ("organisation_type", "country", "region")


def people(audiences):
    return Member.objects.in_directory(audiences)


def person(member: Member, *, kind: str, audiences) -> SearchDocument:
    seen = profile(member, audiences)
    organisation = seen.organisation
    hubs = {topic.hub.slug for topic in seen.topics}
    facets = {
        "topic": tuple(sorted(hubs)),
        **places(seen.region),
        "organisation": (organisation.slug,) if organisation else (),
        "organisation_type": (organisation.type,) if organisation else (),
        "open_to_peer": ("yes",) if member.open_to_peer else (),
        "policy_role": (seen.role_in_policy,) if seen.role_in_policy else (),
        "speaks": tuple(seen.languages),
    }
    return SearchDocument(
        kind=kind,
        object_id=member.pk,
        lang="en",
        title=member.name,
        url=member.get_absolute_url(),
        summary=", ".join(filter(None, (seen.job_title, str(organisation or "")))),
        keywords=(*seen.expertise, *names(organisation), *region_names(seen.region)),
        body=seen.about,
        facets=facets,
    )


def organisations():
    return Organisation.objects.select_related("region").prefetch_related("merged")


def organisation(record: Organisation) -> SearchDocument:
    former = [name for name in record.names if name not in (record.name_en, record.name_original)]
    return SearchDocument(
        kind="organisation",
        object_id=record.pk,
        lang="en",
        title=record.name_en,
        url=record.get_absolute_url(),
        summary=record.name_original if record.name_original != record.name_en else "",
        keywords=(
            *filter(None, (record.abbreviation, record.city)),
            *former,
            *region_names(record.region),
        ),
        body=record.department,
        facets={"organisation_type": (record.type,), **places(record.region)},
    )


def places(region) -> dict[str, tuple[str, ...]]:
    """The country and the regions, of any level below it, around `region`."""
    if region is None:
        return {"country": (), "region": ()}
    around = (region.code, *region.ancestor_codes)
    return {
        "country": (region.country_code,),
        "region": tuple(sorted(code for code in around if len(code) > 2)),
    }


def names(record) -> tuple[str, ...]:
    if record is None:
        return ()
    return tuple(dict.fromkeys(filter(None, (record.name_original, record.abbreviation))))


def region_names(region) -> list[str]:
    return [name for name in (region.name, region.name_latin) if name] if region else []


@receiver(post_save, sender=Organisation, dispatch_uid="search-members-of-organisation")
def note_members(instance, **_kwargs):
    """The documents of its people name the organisation."""
    for kind in ("person", "colleague"):
        search.index(kind=kind, object_ids=instance.members.values_list("pk", flat=True))


register(
    Kind(
        name="person",
        label=_("People"),
        model=Member,
        queryset=partial(people, VISITORS),
        document=partial(person, kind="person", audiences=VISITORS),
        facets=PEOPLE_FACETS,
    )
)
register(
    Kind(
        name="colleague",
        label=_("People"),
        model=Member,
        queryset=partial(people, MEMBERS),
        document=partial(person, kind="colleague", audiences=MEMBERS),
        facets=PEOPLE_FACETS,
        public=False,
    )
)
register(
    Kind(
        name="organisation",
        label=_("Organisations"),
        model=Organisation,
        queryset=organisations,
        document=organisation,
        facets=ORGANISATION_FACETS,
    )
)
