"""How to cite a practice: as a sentence, as BibTeX, and as linked data for machines."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from ponte.core.files.checks import WIDTHS
from ponte.practices.models import Practice
from ponte.regions.codes import iso_code

BIBTEX_SIGNS = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "_": r"\_",
        "%": r"\%",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def address(practice: Practice) -> str:
    return settings.SITE_URL + practice.get_absolute_url()


def picture_address(practice: Practice) -> str:
    """Of the picture where it is largest; empty without one."""
    if practice.image_id is None:
        return ""
    parts = [practice.slug, practice.image_id, WIDTHS[-1]]
    return settings.SITE_URL + reverse("practices:picture", args=parts)


def owner(practice: Practice) -> str:
    """Who stands for the practice: its institution, else its project, else the site."""
    if practice.institution_name:
        return practice.institution_name
    return practice.project.name if practice.project else settings.SITE_NAME


def as_sentence(practice: Practice) -> str:
    parts = {
        "owner": owner(practice),
        "title": practice.title,
        "site": settings.SITE_NAME,
        "year": practice.published_at.year if practice.published_at else _("no date"),
        "url": address(practice),
    }
    return _("%(owner)s (%(year)s). %(title)s. Good practice on %(site)s. %(url)s") % parts


def as_bibtex(practice: Practice) -> str:
    """One BibTeX entry in UTF-8, every sign with a meaning of its own escaped."""
    fields = {
        "author": "{" + escaped(owner(practice)) + "}",
        "title": "{" + escaped(practice.title) + "}",
        "howpublished": escaped(settings.SITE_NAME),
        "url": address(practice),
        "langid": practice.language,
    }
    if practice.published_at:
        fields["year"] = str(practice.published_at.year)
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{practice.slug},\n{lines}}}\n"


def escaped(text: str) -> str:
    return " ".join(text.translate(BIBTEX_SIGNS).split())


def as_linked_data(practice: Practice) -> dict:
    """The practice in the words of schema.org; what is unknown is left out."""
    project, region = practice.project, practice.region
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": address(practice),
        "url": address(practice),
        "headline": practice.title,
        "name": practice.title,
        "description": practice.short_summary,
        "inLanguage": practice.language,
        "datePublished": practice.published_at and practice.published_at.isoformat(),
        "dateModified": practice.updated_at.isoformat(),
        "keywords": ", ".join(practice.keywords),
        "about": [topic.name for topic in practice.current_topics],
        "author": practice.institution_name
        and {"@type": "Organization", "name": practice.institution_name},
        "publisher": {"@type": "Organization", "name": settings.SITE_NAME},
        "isPartOf": project and {"@type": "ResearchProject", "name": project.name},
        "spatialCoverage": region and place(region),
        "image": practice.is_open and picture_address(practice),
        "sameAs": practice.further_information,
    }
    return {name: value for name, value in data.items() if value}


def place(region) -> dict:
    country = iso_code(region.country_code)
    return {
        "@type": "Place",
        "name": region.name,
        "identifier": region.code,
        "address": {"@type": "PostalAddress", "addressCountry": country},
    }
