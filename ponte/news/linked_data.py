"""A news item in the words of schema.org."""

from django.conf import settings

from ponte.news.models import NewsItem
from ponte.practices.citation import place


def as_linked_data(item: NewsItem) -> dict:
    """What is unknown is left out."""
    address = settings.SITE_URL + item.get_absolute_url()
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "headline": item.title,
        "description": item.teaser,
        "inLanguage": item.language,
        "datePublished": item.first_published_at and item.first_published_at.isoformat(),
        "dateModified": item.last_published_at and item.last_published_at.isoformat(),
        "about": [topic.name for topic in item.current_topics],
        "author": item.told_by and {"@type": "Organization", "name": item.told_by},
        "publisher": {"@type": "Organization", "name": settings.SITE_NAME},
        "contentLocation": [place(region) for region in item.regions.all()],
    }
    return {name: value for name, value in data.items() if value}
