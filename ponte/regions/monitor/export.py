"""The regions shown as rows of a table for other programmes."""

from collections.abc import Iterator

from ponte.regions.monitor.board import Board

COLUMNS = (
    "code", "nuts_version", "name", "country", "category", "indicator", "unit", "source", "dataset",
    "year", "value", "flag", "practices",
)  # fmt: skip


def rows(board: Board) -> Iterator[dict[str, object]]:
    """One row a region, by code; a missing figure is an empty cell."""
    indicator = board.choice.indicator
    common: dict[str, object] = {}
    if indicator:
        common = {"indicator": indicator.code, "unit": indicator.unit}
        common |= {
            "source": indicator.source,
            "dataset": indicator.dataset,
            "year": board.choice.year,
        }
    for row in board.rows:
        region = row.region
        yield {
            **dict.fromkeys(COLUMNS),
            **common,
            "code": region.code,
            "nuts_version": region.nuts_version,
            "name": region.name,
            "country": region.country_code,
            "category": region.category,
            "value": row.value,
            "flag": row.figure.flag if row.figure else None,
            "practices": row.practices,
        }


def name_of(board: Board) -> str:
    """What to call a file, without its ending."""
    choice = board.choice
    return f"{choice.indicator.code}-{choice.year}" if choice.indicator else "regions"
