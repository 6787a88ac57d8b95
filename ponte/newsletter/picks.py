"""What an issue can pick from this site: an address leads to a title and a few words.

An app whose records may be picked registers how an address of theirs is read, when it is ready:

    picks.register("practices:detail", find_practice)

`find_practice(slug=…)` returns a Pick, or None for what is not public.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ponte import search
from ponte.editorial.models import Article
from ponte.events.models import Event
from ponte.library.models import PolicySolution
from ponte.news.models import NewsItem
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.search.documents import SearchQuery

TEASER = 280  # characters
KINDS = ("practice", "solution", "news", "event", "project")  # of what can be searched
FOUND = 10
ARTICLES: dict[str, type[Article]] = {each.SECTION: each for each in (PolicySolution, NewsItem)}


@dataclass(frozen=True)
class Pick:
    """One picked page. `kind` is what it is, `url` a path on this site."""

    kind: str | Promise
    title: str
    teaser: str
    url: str
    language: str = ""


Finder = Callable[..., Pick | None]
finders: dict[str, Finder] = {}


def register(view: str, finder: Finder) -> None:
    """Let addresses of the view called `view` be picked."""
    finders[view] = finder


def lines(text: str) -> Iterable[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


def find(address: str) -> Pick | None:
    """What is public at `address`, a path or a whole address of this site; None for others."""
    parts = urlsplit(address)
    if parts.netloc and parts.netloc != urlsplit(settings.SITE_URL).netloc:
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    finder = finders.get(match.view_name)
    return finder(*match.args, **match.captured_kwargs) if finder else None


def search_for(words: str, *, language: str) -> list[Pick]:
    """What can be picked and has `words`, the best first; of an address the page there.

    Raises SearchUnavailable.
    """
    if there := find(words):
        return [there]
    wanted = SearchQuery(text=words, filters={"kind": KINDS}, lang=language, limit=FOUND)
    found = (find(hit.url) for hit in search.query(wanted).hits)
    return [pick for pick in found if pick]


def find_practice(slug: str) -> Pick | None:
    practice = Practice.objects.published().filter(slug=slug).first()
    return practice and Pick(
        _("Good practice"),
        practice.title,
        shortened(practice.short_summary),
        practice.get_absolute_url(),
        practice.language,
    )


def find_project(slug: str) -> Pick | None:
    project = Project.objects.filter(slug=slug).first()
    return project and Pick(
        _("Project"), project.title, shortened(project.summary), project.get_absolute_url()
    )


def find_article(path: str) -> Pick | None:
    """A policy solution or news: pages that Wagtail serves."""
    section, _slash, slug = path.strip("/").partition("/")
    model = ARTICLES.get(section)
    article = model and model.objects.published().filter(slug=slug).first()
    if not article:
        return None
    kind = capfirst(article.get_kind_display()) if model is PolicySolution else _("News")
    return Pick(kind, article.title, article.teaser, article.get_absolute_url(), article.language)


def find_event(slug: str) -> Pick | None:
    event = Event.objects.filter(state=Event.State.ANNOUNCED, slug=slug).first()
    if event is None:
        return None
    where = event.place or capfirst(event.get_mode_display())
    teaser = f"{date_format(event.local_start)} · {where} · {event.summary}"
    return Pick(_("Event"), event.title, shortened(teaser), event.get_absolute_url())


def shortened(text: str) -> str:
    """`text`, or its first words when it is long."""
    if len(text) <= TEASER:
        return text
    return text[:TEASER].rsplit(" ", 1)[0].rstrip(" ,;.:") + " …"


register("practices:detail", find_practice)
register("projects:detail", find_project)
register("events:detail", find_event)
register("wagtail_serve", find_article)
