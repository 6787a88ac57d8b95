"""News and policy solutions of the demonstration: known ones, in our own words."""

from django.db import transaction

from ponte.demo.records import SOURCE, find_regions, find_topics, read
from ponte.editorial import tree
from ponte.editorial.models import Hub, Pick
from ponte.library.models import PolicySolution, SolutionSection
from ponte.news.models import NewsItem, NewsSection
from ponte.practices.models import Practice

FIRST_PRACTICE = "helpempresa-service"
FIRST_SOLUTION = "creative-industries-in-leitrim"


@transaction.atomic
def load_articles() -> tuple[int, int]:
    """Write what is not there yet; return how many there are, how many came.

    What editors changed since stays as it is.
    """
    solutions = tree.section(SolutionSection, slug="solutions", title="Policy solutions")
    news = tree.section(NewsSection, slug="news", title="News")
    rows = [(PolicySolution, solutions, row) for row in read("solution")]
    rows += [(NewsItem, news, row) for row in read("newsitem")]
    # The last one written is the newest: the file's first record leads the lists.
    written = sum(write(*row) for row in reversed(rows))
    if written:
        choose()
    return len(rows), written


def choose() -> None:
    """Put a practice and a solution first on the page of the topic Smart, if nothing is there."""
    hub, made = Hub.objects.get_or_create(topic=find_topics(["PO1"])[0])
    if made:
        practice = Practice.objects.filter(source=SOURCE, external_id=FIRST_PRACTICE).first()
        solution = PolicySolution.objects.filter(source=SOURCE, slug=FIRST_SOLUTION).first()
        chosen = [{"practice": practice}, {"article": solution}]
        for position, pick in enumerate(chosen):
            if all(pick.values()):
                Pick.objects.create(hub=hub, sort_order=position, **pick)


def write(model, section, row) -> bool:
    """Publish one article, unless a page has its address."""
    if section is None or section.get_children().filter(slug=row["slug"]).exists():
        return False
    points = row.pop("points", ())
    related = {"topics": find_topics(row.pop("topics", ()))}
    related["regions"] = find_regions(row.pop("regions", ()))
    text = "".join(f"<p>{part.strip()}</p>" for part in row.pop("text").split("\n\n"))
    body = [("text", text)]
    if points:
        items = "".join(f"<li>{point}</li>" for point in points)
        body += [("heading", "What it is about"), ("text", f"<ul>{items}</ul>")]
    page = model(source=SOURCE, search_description=row["teaser"], **row)
    page.body = [{"type": kind, "value": value} for kind, value in body]
    for name, records in related.items():
        setattr(page, name, records)
    section.add_child(instance=page)
    page.save_revision().publish()
    return True


def remove_articles() -> int:
    """Delete what the demonstration published; return how many pages went."""
    pages = [*PolicySolution.objects.filter(source=SOURCE), *NewsItem.objects.filter(source=SOURCE)]
    for page in pages:
        page.delete()
    Hub.objects.filter(topic__code="PO1", introduction="", picks=None).delete()
    return len(pages)
