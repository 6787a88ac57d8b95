"""Practices on the pages of other apps, and their texts on their own page."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from django import template
from django.db.models import Count, Q
from django.utils.html import escape
from django.utils.safestring import mark_safe

from ponte.community.models import Member
from ponte.community.profiles import audiences_of, profile
from ponte.core.fields import normalise_newlines
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.regions.models import Region

register = template.Library()

SCRIPT_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@dataclass(frozen=True, slots=True)
class Cards:
    """The newest practices of something, ready for cards, and how many there are in all."""

    practices: list[Practice]
    total: int


def cards(practices, limit, without=()) -> Cards:
    """Those whose ids are in `without` are counted, but not given."""
    shown = practices.exclude(pk__in=without) if without else practices
    return Cards(
        practices=list(shown.for_cards().order_by("-published_at", "-pk")[:limit]),
        total=practices.count(),
    )


@register.simple_tag
def practice_cards_in_region(region, limit=6):
    """Published practices located in `region` or below it."""
    return cards(Practice.objects.published().in_region(region), limit)


@register.simple_tag
def practice_cards_in_regions(regions, limit=4):
    """Published practices located in any of `regions` or below it."""
    return cards(Practice.objects.published().in_region(*regions), limit)


@register.simple_tag
def practice_cards_on_topic(topic, limit=6, without=()):
    """Published practices on `topic`, on one of its sub-topics, or on what it continues."""
    return cards(Practice.objects.published().on_topic(topic), limit, without)


@dataclass(frozen=True, slots=True)
class Active:
    """Regions that do most on something, with how many practices and projects; and how many
    regions do anything.
    """

    regions: list[tuple[Region, int, int]]
    total: int


@register.simple_tag
def regions_on_topic(topic, limit=6):
    """Where published practices on `topic` are located and which regions are in its projects."""
    practices = Practice.objects.published().on_topic(topic).filter(region__level__gt=0)
    projects = Project.objects.on_topic(topic).filter(regions__level__gt=0)
    of_practices = Counter(dict(grouped(practices, "region")))
    of_projects = Counter(dict(grouped(projects, "regions")))
    both = of_practices + of_projects
    most = sorted(both, key=lambda key: (-both[key], key))[:limit]
    found = Region.objects.select_related("portrait").defer("outline").in_bulk(most)
    return Active(
        regions=[(found[key], of_practices[key], of_projects[key]) for key in most],
        total=len(both),
    )


def grouped(records, region):
    """Pairs of a region's id and how many of `records` it has."""
    return records.order_by().values_list(region).annotate(n=Count("pk", distinct=True))


@register.simple_tag
def practice_cards_of_project(project, limit=6):
    """Published practices that were identified in `project`."""
    return cards(Practice.objects.published().filter(project=project), limit)


@register.simple_tag
def practice_cards_only_of_project(project, limit=12):
    """The practices that `project` approved last and experts have not validated, for cards."""
    approved = Practice.objects.only_on_project_page().filter(project=project)
    return list(approved.for_cards().order_by("-project_approved_at", "-pk")[:limit])


@register.simple_tag
def practice_cards_by(person, limit=6):
    """Published practices that `person` wrote."""
    return cards(
        Practice.objects.published().filter(Q(author=person) | Q(co_authors=person)).distinct(),
        limit,
    )


@register.simple_tag
def writers_of(practice, viewer):
    """The profiles of those who wrote `practice`, as far as `viewer` may know who they are."""
    if not practice.author_id:
        return []
    audiences = audiences_of(viewer)
    wrote = Q(pk=practice.author_id) | Q(pk__in=practice.co_authors.values("pk"))
    people = Member.objects.present().showing("name", audiences).filter(wrote)
    return [profile(person, audiences) for person in people.for_cards()]


@register.simple_tag
def practice_cards_of_organisation(organisation, audiences, limit=6):
    """Published practices which `organisation` runs, or which somebody wrote who shows
    `audiences` that they work there.
    """
    authors = Member.objects.showing("organisation", audiences).filter(organisation=organisation)
    theirs = Q(author__in=authors.values("pk"))
    for name in organisation.names:
        theirs |= Q(institution_name__iexact=name)
    return cards(Practice.objects.published().filter(theirs), limit)


@register.filter
def light_text(text):
    """Plain text as paragraphs and lists, escaped: a blank line parts, "- " begins an item."""
    blocks = re.split(r"\n\s*\n", normalise_newlines(text or "").strip())
    return mark_safe("\n".join(as_html(block) for block in blocks if block))  # noqa: S308


def as_html(block):
    """One block; its lines that begin with "- " or "* " become a list."""
    parts = []
    for is_list, lines in groupby(block.split("\n"), key=is_item):
        if is_list:
            items = "".join(f"<li>{escape(line.strip()[2:].strip())}</li>" for line in lines)
            parts.append(f"<ul>{items}</ul>")
        else:
            parts.append(f"<p>{'<br>'.join(escape(line.strip()) for line in lines)}</p>")
    return "\n".join(parts)


def is_item(line):
    return line.strip().startswith(("- ", "* ", "• "))


@register.filter
def linked_data(data):
    """A mapping as a JSON-LD block that no text inside can break out of."""
    text = json.dumps(data, ensure_ascii=False).translate(SCRIPT_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


@register.filter
def host(url):
    """The part of an address that tells whose it is: "example.org"."""
    return urlsplit(url).netloc.removeprefix("www.") or url
