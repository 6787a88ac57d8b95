"""How articles are found: what their documents hold, and what each facet means to the database."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from functools import partial
from typing import Any

from django.db.models import F, Prefetch, Q

from ponte.editorial.models import Article
from ponte.regions.codes import country_name
from ponte.regions.models import Region
from ponte.search.documents import SearchDocument
from ponte.topics.models import Topic

FACETS = ("topic", "subtopic", "country", "region", "year")


def searchable(model: type[Article]):
    """Published articles with what their documents hold, in a constant number of queries."""
    regions = Region.objects.defer("outline")
    return model.objects.published().prefetch_related(
        "topics__parent", "topics__maps_to__parent", Prefetch("regions", regions)
    )


def document(article, *, kind: str, keywords=(), body="", facets=None) -> SearchDocument:
    """What every article has; `keywords`, `body` and `facets` are what its kind adds."""
    values = facet_values(article) | (facets or {})
    return SearchDocument(
        kind=kind,
        object_id=article.pk,
        lang=article.language,
        title=article.title,
        url=article.get_absolute_url(),
        summary=article.teaser,
        keywords=(*filter(None, keywords), *place_names(article)),
        body="\n\n".join(filter(None, (article.text, body))),
        facets={name: codes for name, codes in values.items() if codes},
        date=article.date and datetime.combine(article.date, time(), UTC),
    )


def place_names(article) -> list[str]:
    """Regions and countries in the words somebody may type."""
    regions = article.regions.all()
    names = [name for each in regions for name in (each.name, each.name_latin) if name]
    countries = {each.country_code for each in regions}
    return names + [country_name(code, "en") for code in sorted(countries)]


def facet_values(article) -> dict[str, tuple[str, ...]]:
    topics, regions = article.current_topics, article.regions.all()
    codes = {code for each in regions for code in (each.code, *each.ancestor_codes)}
    return {
        "topic": tuple(sorted({topic.hub.slug for topic in topics})),
        "subtopic": tuple(sorted({topic.code for topic in topics if topic.parent_id})),
        "country": tuple(sorted({each.country_code for each in regions})),
        "region": tuple(sorted(code for code in codes if len(code) > 2)),
        "year": (str(article.date.year),) if article.date else (),
    }


def conditions(model: type[Article]) -> dict[str, Callable[[Sequence[str]], Q]]:
    """Of the facets that every article has."""
    return {
        "topic": lambda slugs: on_topics(model, Q(slug__in=slugs) | Q(parent__slug__in=slugs)),
        "subtopic": lambda codes: on_topics(model, Q(code__in=codes)),
        "country": partial(located_in, model),
        "region": partial(located_in, model),
        "year": lambda years: Q(date__year__in=[year for year in years if year.isdecimal()]),
        "lang": lambda codes: Q(language__in=codes),
    }


def on_topics(model: type[Article], topics: Q) -> Q:
    chosen = Topic.objects.filter(topics)
    chosen = chosen | Topic.objects.filter(maps_to__in=chosen.values("pk"))
    return Q(pk__in=model.objects.tagged("topics", chosen).values("pk"))


def located_in(model: type[Article], codes: Sequence[str]) -> Q:
    places = Q(pk=None)
    for code in codes:
        places |= Q(code__startswith=code)
    return Q(pk__in=model.objects.tagged("regions", Region.objects.filter(places)).values("pk"))


def shown_text(article) -> tuple[str, str]:
    """What the reader may see of it, to show why it was found, and its language."""
    return f"{article.teaser}\n{article.text}", article.language


def named(word: str) -> Q:
    """Having a word, as far as a database can tell."""
    return Q(title__icontains=word) | Q(teaser__icontains=word)


ORDERS: dict[str, tuple[Any, ...]] = {
    "title": ("title", "-pk"),
    "newest": (F("date").desc(nulls_last=True), "-first_published_at", "-pk"),
}
