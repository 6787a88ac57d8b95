"""How to cite a policy solution: as a sentence, as BibTeX, and as linked data for machines."""

from django.conf import settings
from django.utils.translation import gettext as _

from ponte.library.models import PolicySolution
from ponte.practices.citation import escaped, place


def address(solution: PolicySolution) -> str:
    return settings.SITE_URL + solution.get_absolute_url()


def author(solution: PolicySolution) -> str:
    """Those who wrote it, or else the site."""
    return ", ".join(each.name for each in solution.authors) or settings.SITE_NAME


def year(solution: PolicySolution) -> str:
    return str(solution.date.year) if solution.date else ""


def as_sentence(solution: PolicySolution) -> str:
    parts = {
        "author": author(solution),
        "title": solution.title,
        "kind": solution.get_kind_display(),
        "site": settings.SITE_NAME,
        "year": year(solution) or _("no date"),
        "url": address(solution),
    }
    return _("%(author)s (%(year)s). %(title)s. On %(site)s (%(kind)s). %(url)s") % parts


def as_bibtex(solution: PolicySolution) -> str:
    """One BibTeX entry in UTF-8, every sign with a meaning of its own escaped."""
    names = [each.name for each in solution.authors] or [settings.SITE_NAME]
    fields = {
        "author": " and ".join("{" + escaped(name) + "}" for name in names),
        "title": "{" + escaped(solution.title) + "}",
        "howpublished": escaped(settings.SITE_NAME),
        "url": address(solution),
        "langid": solution.language,
    }
    if solution.date:
        fields["year"] = year(solution)
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{solution.slug},\n{lines}}}\n"


def as_linked_data(solution: PolicySolution) -> dict:
    """The solution in the words of schema.org; what is unknown is left out."""
    data = {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": address(solution),
        "url": address(solution),
        "headline": solution.title,
        "name": solution.title,
        "description": solution.teaser,
        "inLanguage": solution.language,
        "datePublished": solution.first_published_at and solution.first_published_at.isoformat(),
        "dateModified": solution.last_published_at and solution.last_published_at.isoformat(),
        "temporalCoverage": solution.date and solution.date.isoformat(),
        "about": [topic.name for topic in solution.current_topics],
        "author": [{"@type": "Person", "name": each.name} for each in solution.authors],
        "publisher": {"@type": "Organization", "name": settings.SITE_NAME},
        "spatialCoverage": [place(region) for region in solution.regions.all()],
    }
    return {name: value for name, value in data.items() if value}
