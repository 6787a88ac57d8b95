"""News and policy solutions of the demonstration."""

import pytest
from wagtail.models import Page

from ponte.demo import actions
from ponte.demo.articles import load_articles
from ponte.editorial.models import Hub
from ponte.library.models import PolicySolution
from ponte.news.models import NewsItem

pytestmark = pytest.mark.usefixtures("loaded")


def test_all_of_them_are_published_once(db):
    first, second = load_articles(), load_articles()

    assert (first, second) == ((29, 29), (29, 0))
    assert PolicySolution.objects.published().count() == 15
    assert NewsItem.objects.published().count() == 14
    assert [pick.hub.topic.code for pick in Hub.objects.get().picks.all()] == ["PO1", "PO1"]


def test_what_is_not_known_stays_empty(db):
    load_articles()

    assert NewsItem.objects.get(slug="proactsme-in-vilnius").date is None
    assert not PolicySolution.objects.get(slug="open-data-veneto").place


def test_removal_is_complete(db):
    before = Page.objects.count()
    load_articles()

    actions.remove_demonstration()

    assert Page.objects.count() == before
    assert not Hub.objects.exists()
