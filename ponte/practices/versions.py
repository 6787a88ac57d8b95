"""New versions of a validated practice: written beside it, and put in its place."""

from ponte import activity
from ponte.practices.content import changes_between, copy_content, copy_relations, snapshot
from ponte.practices.files.keeping import files_of, let_go
from ponte.practices.models import Practice


def begin_version(practice: Practice, *, slug: str) -> Practice:
    """Return a draft of the next version of `practice`, which stays public meanwhile."""
    version = Practice(slug=slug, author=practice.author, revision_of=practice)
    copy_content(practice, version)
    version.save()
    copy_relations(practice, version)
    version.co_authors.set(practice.co_authors.all())
    return version


def take_over(version: Practice, former: Practice) -> Practice:
    """Give `former` the text of its new `version` and the expert's word on it; return it.

    Its address and the date of its publication stay.
    """
    practice = Practice.objects.select_for_update().get(pk=former.pk)
    before, files = snapshot(practice), files_of(practice)
    copy_content(version, practice)
    practice.lock_version += 1
    practice.save()
    opinion = {name: getattr(version, name) for name in Practice.OPINION}
    Practice.objects.filter(pk=practice.pk).update(**opinion)
    copy_relations(version, practice)
    practice.co_authors.set(version.co_authors.all())
    let_go(files)
    changes = changes_between(before, snapshot(practice))
    activity.record(
        actor=version.expert,
        verb="renew",
        target=practice,
        from_state=practice.state,
        to_state=practice.state,
        detail={"changes": changes, "version": version.pk},
    )
    return practice
