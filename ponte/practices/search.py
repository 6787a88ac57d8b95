"""How a practice becomes a search document. Members-only text stays out of it."""

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from ponte import search
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.regions.codes import country_name
from ponte.search.documents import SearchDocument
from ponte.search.registry import Kind, register

OUTLINES = [
    f"{region}__outline"
    for region in (
        "region",
        "region__parent",
        "region__parent__parent",
        "region__parent__parent__parent",
    )
]
FACETS = ("topic", "subtopic", "country", "region", "year", "scope", "project", "evidence")


def searchable():
    return (
        Practice.objects.published()
        .select_related("region__parent__parent__parent", "project")
        .defer(*OUTLINES)
        .with_topics()
    )


def document(practice: Practice) -> SearchDocument:
    return SearchDocument(
        kind="practice",
        object_id=practice.pk,
        lang=practice.language,
        title=practice.title,
        url=practice.get_absolute_url(),
        summary=practice.short_summary,
        keywords=tuple(filter(None, (*practice.keywords, *place_names(practice)))),
        body="\n\n".join(filter(None, body_texts(practice))),
        facets=facet_values(practice),
        date=practice.published_at,
        is_stale=practice.is_stale,
    )


def place_names(practice) -> list[str]:
    """Where it is, in the words somebody may type: local, Latin and English names."""
    names = [practice.city]
    region = practice.region
    if region is None:
        return names
    ancestor = region
    while ancestor is not None and ancestor.level > 0:
        names += [ancestor.name, ancestor.name_latin]
        ancestor = ancestor.parent
    country = region.country_code
    return names + [country_name(country, language) for language in ("en", practice.language)]


def body_texts(practice) -> list[str]:
    return [
        practice.detailed_information,
        practice.evidence_of_success,
        practice.potential_for_learning_or_transfer,
        practice.challenges_encountered,
        practice.resources_needed,
        practice.institution_name,
        practice.institution_city,
        practice.project.name if practice.project else "",
    ]


def facet_values(practice) -> dict[str, tuple[str, ...]]:
    topics = practice.current_topics
    region = practice.region
    places = (region.code, *region.ancestor_codes) if region else ()
    values = {
        "topic": tuple(dict.fromkeys(topic.hub.slug for topic in topics)),
        "subtopic": tuple(topic.code for topic in topics if topic.parent_id),
        "country": (region.country_code,) if region else (),
        "region": tuple(code for code in places if len(code) > 2),
        "year": (str(practice.start_year),) if practice.start_year else (),
        "scope": (practice.scope,) if practice.scope else (),
        "project": (practice.project.slug,) if practice.project else (),
        "evidence": (practice.evidence_grade.code,),
    }
    return {name: codes for name, codes in values.items() if codes}


register(
    Kind(
        name="practice",
        label=_("Good practices"),
        model=Practice,
        queryset=searchable,
        document=document,
        facets=FACETS,
        has_meaning=True,
    )
)


@receiver(post_save, sender=Project, dispatch_uid="search-practices-of-project")
def note_practices(instance, created, **_kwargs):
    """A practice's document names its project: look at it again when that changes."""
    if not created:
        search.index(kind="practice", object_ids=instance.practices.values_list("pk", flat=True))
