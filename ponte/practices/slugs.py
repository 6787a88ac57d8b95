"""The address of a practice: words of its title in Latin letters."""

from anyascii import anyascii
from django.utils.text import slugify

from ponte.practices.models import FormerSlug, Practice

SLUG_LIMIT = 100
# Pages of their own under /practices/.
RESERVED = {"new", "mine"}


def slug_base(title: str) -> str:
    """The words of `title` in Latin letters, joined by hyphens."""
    return slugify(anyascii(title))[:SLUG_LIMIT].strip("-") or "practice"


def make_slug(*, title: str, practice: Practice | None = None) -> str:
    """Return a slug for `title` in Latin letters that no other practice has or had."""
    base = slug_base(title)
    live = Practice.objects.filter(slug__startswith=base)
    former = FormerSlug.objects.filter(slug__startswith=base)
    if practice and practice.pk:
        live, former = live.exclude(pk=practice.pk), former.exclude(practice=practice)
    used = (*live.values_list("slug", flat=True), *former.values_list("slug", flat=True))
    taken = RESERVED.union(used)
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
