"""Published pages of editors."""

import json

from django.utils.text import slugify
from wagtail.models import Site

from ponte.editorial import tree
from ponte.library.models import PolicySolution, SolutionSection
from ponte.news.models import NewsItem, NewsSection
from ponte.regions.models import Region
from ponte.surveys.models import Survey, SurveyQuestion
from ponte.topics.models import Topic


def make_solution(**fields):
    """A published policy solution; topics and regions by their codes."""
    fields = {"kind": "brief", "title": "How to lend to small firms"} | fields
    return make(PolicySolution, tree.section(SolutionSection, slug="solutions", title="S"), fields)


def make_news(**fields):
    """A published news item; topics and regions by their codes."""
    fields = {"title": "Partners met in Seville"} | fields
    return make(NewsItem, tree.section(NewsSection, slug="news", title="News"), fields)


def make_survey(*questions, **fields):
    """A published survey; each of `questions` is a label, a kind, whether required, and choices."""
    page = Survey(**{"title": "After the webinar", "slug": "after-the-webinar"} | fields)
    page.form_fields = [
        SurveyQuestion(label=label, field_type=kind, required=required, choices=choices)
        for label, kind, required, choices in questions
    ]
    return Site.objects.get(is_default_site=True).root_page.add_child(instance=page)


def make(model, section, fields):
    topics, regions = fields.pop("topics", ()), fields.pop("regions", ())
    related = {
        name: fields.pop(name) for name in ("practices", "projects", "events") if name in fields
    }
    fields = {"slug": slugify(fields["title"]), "teaser": "In one sentence."} | fields
    body, live = fields.pop("body", ()), fields.pop("live", True)
    page = model(live=False, **fields)
    page.body = json.dumps([{"type": kind, "value": value} for kind, value in body])
    page.topics = [Topic.objects.get(code=code) for code in topics]
    page.regions = [Region.objects.filter(code=code).latest("nuts_version") for code in regions]
    for name, records in related.items():
        setattr(page, name, records)
    section.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    page.refresh_from_db()
    return page
