"""How a policy solution becomes a search document: its text, and that of its PDF files."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from ponte.editorial import finding
from ponte.editorial.noting import follow
from ponte.library.files import text_of
from ponte.library.models import Attachment, PolicySolution
from ponte.search.documents import SearchDocument
from ponte.search.registry import Kind, register


def searchable():
    attachments = Attachment.objects.select_related("document")
    return finding.searchable(PolicySolution).prefetch_related(
        Prefetch("attachments", attachments), "contributors", "practices", "projects"
    )


def document(solution: PolicySolution) -> SearchDocument:
    people = [each.name for each in solution.contributors.all()]
    files = [text_of(each.document) for each in solution.attachments.all()]
    return finding.document(
        solution,
        kind="solution",
        keywords=(solution.place, solution.host, *people),
        body="\n\n".join(filter(None, files)),
        facets={
            "type": (solution.kind,),
            "project": tuple(project.slug for project in solution.projects.all()),
        },
    )


register(
    Kind(
        name="solution",
        label=_("Policy solutions"),
        model=PolicySolution,
        queryset=searchable,
        document=document,
        facets=(*finding.FACETS, "type", "project"),
        has_meaning=True,
    )
)
follow(PolicySolution)
