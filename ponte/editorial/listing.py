"""The list of one kind of article, and the same search as a feed."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _

from ponte.search.catalogue import Catalogue
from ponte.search.criteria import has_empty_parameters

FEEDS = {"atom": Atom1Feed, "rss": Rss201rev2Feed}
ENTRIES = 30


@dataclass(frozen=True)
class Shelf:
    """A list of articles: what it is called and how it is searched. `name` is its namespace."""

    name: str
    catalogue: Catalogue
    title: Any
    lede: Any
    placeholder: Any

    def index(self, request):
        """The list; for htmx only the part that changes."""
        if not request.htmx and has_empty_parameters(request.GET):
            return redirect(request.path + self.catalogue.read(request.GET).query_string)
        found = self.catalogue.find(self.catalogue.read(request.GET), request.path)
        partial = request.htmx and request.htmx.request_type != "full"
        template = "editorial/results.html" if partial else "editorial/index.html"
        feed = reverse(f"{self.name}:feed", args=["atom"]) + found.criteria.whole_query_string
        context = {"shelf": self, "found": found, "crumbs": self.crumbs(), "feed": feed}
        response = render(request, template, context)
        if partial:
            response["HX-Push-Url"] = request.path + found.criteria.query_string
        patch_vary_headers(response, ["HX-Request", "HX-Request-Type"])
        return response

    def feed(self, request, form):
        """The newest of what is searched for, as Atom or RSS."""
        criteria = self.catalogue.read(request.GET)
        keys = self.catalogue.matching_ids(criteria)[:ENTRIES]
        articles = self.catalogue.for_cards(self.catalogue.records()).in_bulk(keys)
        site = settings.SITE_URL
        home = site + reverse(f"{self.name}:index") + criteria.query_string
        feed = FEEDS[form](
            title=f"{self.title} · {settings.SITE_NAME}",
            link=home,
            description=str(self.lede),
            feed_url=site + request.get_full_path(),
            feed_guid=home,
        )
        for article in (articles[key] for key in keys if key in articles):
            address = site + article.get_absolute_url()
            feed.add_item(
                title=article.title,
                link=address,
                unique_id=address,
                description=article.teaser,
                pubdate=article.first_published_at,
                updateddate=article.last_published_at,
                categories=[topic.label for topic in article.hubs],
            )
        kind = f"application/{form}+xml; charset=utf-8"
        return HttpResponse(feed.writeString("utf-8"), content_type=kind)

    def crumbs(self, article=None):
        home = (_("Home"), reverse("pages:home"))
        if article is None:
            return [home, (self.title, None)]
        return [home, (self.title, reverse(f"{self.name}:index")), (article.title, None)]
