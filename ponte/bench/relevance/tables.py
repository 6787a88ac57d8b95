"""What results say, in lines to print."""

from collections.abc import Iterator, Mapping, Sequence

from ponte.bench.relevance import threshold
from ponte.bench.relevance.results import ALL, Results

# Of the queries with an answer so many are to get it.
KEPT = 0.9
HEADING = f"{'':10}{'':10}{'hit@1':>8}{'hit@10':>8}{'MRR@10':>8}{'nDCG@10':>9}{'rec@100':>9}"


def table(results: Results) -> Iterator[str]:
    """A line for each language and mode. After hybrid: how likely its difference to each of
    the others is by chance."""
    judged = results.judged
    yield f"{judged.name}: {len(results.answerable)} queries, {len(judged.documents)} documents"
    yield HEADING
    for lang in [*results.languages, ALL]:
        for mode in results.rankings:
            found = results.of(mode, lang)
            figures = (
                f"{found.hit_1:8.3f}{found.hit_10:8.3f}{found.mrr_10:8.3f}"
                f"{found.ndcg_10:9.3f}{found.recall_100:9.3f}"
            )
            yield f"{lang:10}{mode:10}{figures}{_chances(results, mode, lang)}"


def _chances(results: Results, mode: str, lang: str) -> str:
    if mode != "hybrid":
        return ""
    others = [other for other in results.rankings if other != mode]
    found = [f"{other} p={results.chance(mode, other, lang):.4f}" for other in others]
    return "  " + ", ".join(found)


def answering(results: Results) -> Iterator[str]:
    """How well the nearest sentence tells what has an answer, and from where on."""
    answered = results.nearnesses(results.answerable)
    unanswered = results.nearnesses(results.judged.unanswerable)
    if not (answered and unanswered):
        return
    having, lacking = chain(answered), chain(unanswered)
    yield (
        f"{results.judged.name}: how near the nearest sentence comes, {len(having)} queries with "
        f"and {len(lacking)} without an answer: area {threshold.area(having, lacking):.3f}"
    )
    yield _point("the best point", threshold.best(having, lacking))
    yield _point(f"keeping {KEPT:.0%}", threshold.keeping(KEPT, having, lacking))
    yield _point("the same, cross-validated", threshold.validated(KEPT, answered, unanswered))
    yield ""


def chain(values: Mapping[str, Sequence[float]]) -> list[float]:
    return [each for several in values.values() for each in several]


def _point(name: str, point: threshold.Point) -> str:
    return (
        f"{name:26} {point.threshold:.3f}: keeps {point.kept:.0%} of those with an answer, "
        f"refuses {1 - point.mistaken:.0%} of those without"
    )


def goals(all_results: Sequence[Results]) -> Iterator[str]:
    """Which goals are reached."""
    by_name = {results.judged.name: results for results in all_results}
    for results in all_results:
        best = max(results.of(mode).ndcg_10 for mode in ("lexical", "semantic"))
        less = results.of("hybrid").ndcg_10 - best
        yield _goal(f"{results.judged.name}: hybrid against its better part, nDCG@10", less, -0.01)
    if challenges := by_name.get("challenges"):
        more = challenges.of("hybrid").ndcg_10 - challenges.of("lexical").ndcg_10
        yield _goal("challenges: hybrid against words alone, nDCG@10", more, 0.1)
        yield _goal(
            "challenges: an answer among the first five", challenges.hit_rate("hybrid", 5), 0.9
        )
    for results, same in _crossings(by_name):
        for lang in results.languages:
            if lang != same:
                ratio = results.of("hybrid", lang).mrr_10 / results.of("hybrid", same).mrr_10
                yield _goal(
                    f"{results.judged.name}: MRR@10 of {lang} as a share of {same}", ratio, 0.9
                )


def _crossings(by_name: Mapping[str, Results]) -> Iterator[tuple[Results, str]]:
    """Sets whose documents are all of one language."""
    for results in by_name.values():
        languages = {document.lang for document in results.judged.documents.values()}
        if len(languages) == 1:
            [same] = languages
            if same in results.languages:
                yield results, same


def _goal(what: str, reached: float, goal: float) -> str:
    return f"{what}: {reached:+.3f} (goal {goal:+.2f}: {'met' if reached >= goal else 'MISSED'})"
