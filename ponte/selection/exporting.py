"""The table of a round as a file."""

from collections.abc import Iterator
from typing import Any

from ponte.practices.sheet import on_paper
from ponte.selection import words
from ponte.selection.results import Results

FORMATS = ("csv", "xlsx", "pdf")


def columns(results: Results) -> list[str]:
    """The same in every language."""
    return [
        "rank",
        "practice",
        "practice_region",
        *(f"score_{region.code}" for region in results.regions),
        *(f"mean_{each.slug}" for each in results.criteria),
        "mean",
        "deviation",
        "regions_convinced",
        "regions_assessed",
        "regions_missing",
        "shortlisted",
        "selected",
        "reason",
    ]


def rows(results: Results) -> Iterator[dict[str, Any]]:
    for row in results.rows:
        standing, practice = row.standing, row.practice
        yield {
            "rank": standing.rank,
            "practice": practice.title,
            "practice_region": practice.region.code if practice.region else None,
            **{
                f"score_{place.region.code}": place.score and rounded(place.score)
                for place in row.places
            },
            **{f"mean_{each.slug}": mean for each, mean in means(results, row)},
            "mean": standing.mean and rounded(standing.mean),
            "deviation": rounded(standing.deviation),
            "regions_convinced": standing.convinced,
            "regions_assessed": standing.regions,
            "regions_missing": row.missing,
            "shortlisted": standing.is_shortlisted,
            "selected": row.candidate.is_selected,
            "reason": row.candidate.reason or None,
        }


def means(results: Results, row) -> Iterator[tuple[Any, float | None]]:
    """By criterion the mean over the regions."""
    cells = results.table[row.practice.pk].values()
    for criterion in results.criteria:
        values = [cell.values[criterion.pk] for cell in cells]
        yield criterion, rounded(sum(values) / len(values)) if values else None


def rounded(value) -> float | None:
    return None if value is None else round(float(value), 3)


def pdf(results: Results) -> bytes:
    """In the reader's language. Raises `practices.sheet.SheetUnavailable`."""
    context = {
        "round": results.round,
        "results": results,
        "rule": words.rule_of(results),
        "sensitivity": words.sensitivity(results),
        "agreement": [(each, words.agreed(each.meaning)) for each in results.agreement],
    }
    return on_paper("selection/matrix_sheet.html", context)
