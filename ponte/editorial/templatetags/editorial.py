"""What editors chose, on the pages of other apps."""

from dataclasses import dataclass, field

from django import template
from django.utils.safestring import mark_safe
from wagtail.models import Page

from ponte.editorial.menu import MENU
from ponte.editorial.models import Article, Hub, Part, Pick
from ponte.events.models import Event
from ponte.practices.models import Practice
from ponte.projects.models import Project

register = template.Library()


@dataclass(frozen=True, slots=True)
class Picks:
    """What editors put first on the page of a topic, in their order, and what leaves its lists.

    `practices`, `projects`, `articles` and `events` are ready for cards. `taken` are the ids, by
    kind, of what the lists leave out because it is shown above or hidden. `parts` and `beside`
    are the templates of the two columns, in order.
    """

    introduction: str = ""
    practices: list[Practice] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    taken: dict[str, list[int]] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


@register.simple_tag
def picks_of(topic):
    """What editors chose for the page of `topic`; what is not public is left out."""
    hub = Hub.objects.filter(topic=topic).first()
    parts, beside = columns(list(Part.objects.filter(hub=hub).order_by("sort_order", "pk")))
    if hub is None:
        return Picks(parts=parts, beside=beside)
    picks = list(Pick.objects.filter(hub=hub).order_by("sort_order", "pk"))
    shown = [pick for pick in picks if not pick.is_hidden]
    articles = Page.objects.live().public().filter(pk__in=ids(shown, "article"))
    found = {page.pk: page for page in articles.specific()}
    return Picks(
        introduction=hub.introduction,
        practices=in_order(Practice.objects.published().for_cards(), ids(shown, "practice")),
        projects=in_order(Project.objects.for_list(), ids(shown, "project")),
        articles=[found[key] for key in ids(shown, "article") if key in found],
        events=in_order(Event.objects.public().to_come().for_list(), ids(shown, "event")),
        taken={name: ids(picks, name) for name in ("practice", "project", "article", "event")},
        parts=parts,
        beside=beside,
    )


def columns(chosen: list[Part]) -> tuple[list[str], list[str]]:
    """The templates of the parts beside each other; those chosen come first in their column."""
    hidden = {part.name for part in chosen if part.is_hidden}
    names = dict.fromkeys([*(part.name for part in chosen), *Part.Name.values])
    shown = [name for name in names if name not in hidden]
    return (
        [f"topics/parts/{name}.html" for name in shown if name not in Part.BESIDE],
        [f"topics/parts/{name}.html" for name in shown if name in Part.BESIDE],
    )


def ids(picks, name) -> list[int]:
    return [key for pick in picks if (key := getattr(pick, f"{name}_id"))]


def in_order(records, keys) -> list:
    found = records.in_bulk(keys) if keys else {}
    return [found[key] for key in keys if key in found]


@register.simple_tag
def pages_in_menu():
    """Titles and addresses of the pages that editors want in the footer."""
    return MENU.read()


@register.filter
def stream(body):
    """The blocks of a text, each as HTML."""
    return mark_safe("\n".join(block.render() for block in body))  # noqa: S308
