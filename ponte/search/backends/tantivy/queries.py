"""What a query means, in queries of the engine."""

from collections.abc import Iterable, Mapping, Sequence

import tantivy
from tantivy import Occur, Query

from ponte.search.backends.base import EXACT, IN_TITLE, IS_TITLE, STALE, Key, title_key
from ponte.search.backends.tantivy.schema import facet_field, key_of
from ponte.search.meaning import Clause, Meaning
from ponte.search.typos import tolerance


class Queries:
    """Builds them for one state of an index with these facets."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, facets: Iterable[str]):
        self._searcher = searcher
        self._schema = schema
        self.facets = frozenset(facets)

    def matches(
        self, meaning: Meaning, also: Sequence[Key] = (), besides: Sequence[Key] = ()
    ) -> Query:
        """Records with enough of the words, scored by them, and those of `also`, whose score is
        nothing; both with all that is required, without what is unwanted and without
        `besides`."""
        parts = [(Occur.Must, self.clause(clause)) for clause in meaning.required]
        if meaning.clauses:
            enough = self._enough(meaning.clauses, meaning.needed)
            parts.insert(0, (Occur.Must, union([enough, self.records(also)] if also else [enough])))
        if not parts:
            parts.append((Occur.Must, Query.const_score_query(Query.all_query(), 0.0)))
        parts += [(Occur.MustNot, self.clause(clause)) for clause in meaning.unwanted]
        parts += [(Occur.MustNot, self.records(besides))] if besides else []
        return parts[0][1] if len(parts) == 1 else Query.boolean_query(parts)

    def _enough(self, clauses: Sequence[Clause], needed: int) -> Query:
        if needed == len(clauses):
            return Query.boolean_query([(Occur.Must, self.clause(each)) for each in clauses])
        if needed == 1:
            # One flat union: the engine then skips what cannot reach the first page.
            return union([part for each in clauses for part in self._parts(each)])
        return Query.boolean_query(
            [(Occur.Should, self.clause(each)) for each in clauses],
            minimum_number_should_match=needed,
        )

    def clause(self, clause: Clause) -> Query:
        return union(self._parts(clause))

    def _parts(self, clause: Clause) -> list[Query]:
        if clause.prefix:
            return [
                Query.fuzzy_term_query(
                    self._schema, "words", clause.prefix, distance=0, prefix=True
                )
            ]
        if clause.phrase:
            return [self.phrase("words", clause.phrase)]
        parts = [self.term("terms", term, "freq") for term in clause.terms]
        if clause.guesses:
            parts += [Query.const_score_query(part, EXACT) for part in parts]
            parts += [self.term("terms", term, "freq") for term in clause.guesses]
        return parts

    def by_relevance(self, words: Query, meaning: Meaning) -> Query:
        """The words, with a bonus for records with this very title or them in the title, and
        with less for stale records."""
        return self._stale_later(self._with_title(words, meaning) if meaning.title else words)

    def _with_title(self, words: Query, meaning: Meaning) -> Query:
        inside = self.phrase("title_words", meaning.title)
        is_union = len(meaning.clauses) > meaning.needed
        # A union is twice as quick without a bonus, and mostly there is nothing to get it.
        if is_union and not self._searcher.search(inside, 1, count=False).hits:
            return words
        whole = self.term("title_key", title_key(meaning.title))
        return Query.boolean_query(
            [
                (Occur.Must, words),
                (Occur.Should, Query.const_score_query(inside, IN_TITLE)),
                (Occur.Should, Query.const_score_query(whole, IS_TITLE - IN_TITLE)),
            ]
        )

    def _stale_later(self, words: Query) -> Query:
        """As they are while no record is stale."""
        if not self._searcher.doc_freq("marks", "stale"):
            return words
        stale = Query.const_score_query(self.term("marks", "stale"), -STALE)
        return Query.boolean_query([(Occur.Must, words), (Occur.Should, stale)])

    def records(self, keys: Sequence[Key]) -> Query:
        """These records, with a score of nothing."""
        named = [key_of(kind, object_id) for kind, object_id in keys]
        return Query.const_score_query(Query.term_set_query(self._schema, "key", named), 0.0)

    def filters(self, filters: Mapping[str, Sequence[str]]) -> dict[str, Query]:
        return {name: self.any_value(name, values) for name, values in filters.items() if values}

    def any_value(self, facet: str, values: Sequence[str]) -> Query:
        if facet not in self.facets:
            return Query.empty_query()
        name = facet_field(facet)
        if len(values) == 1:
            one = self.term(name, values[0])
        else:
            one = Query.term_set_query(self._schema, name, list(values))
        return Query.const_score_query(one, 0.0)

    def like(self, name: str, word: str, *, typos: bool, prefix: bool = False) -> Query:
        return Query.fuzzy_term_query(
            self._schema, name, word, distance=tolerance(word) if typos else 0, prefix=prefix
        )

    def phrase(self, name: str, phrase: Sequence[str]) -> Query:
        if len(phrase) == 1:
            return self.term(name, phrase[0], "position")
        return Query.phrase_query(self._schema, name, list(phrase))

    def term(self, name: str, value: str, option: str = "basic") -> Query:
        return Query.term_query(self._schema, name, value, option)

    def title_begins(self, text: str) -> Query:
        return Query.fuzzy_term_query(self._schema, "title_key", text, distance=0, prefix=True)


def union(parts: Sequence[Query]) -> Query:
    if len(parts) == 1:
        return parts[0]
    return Query.boolean_query([(Occur.Should, part) for part in parts])


def narrowed(query: Query, filters: Iterable[Query]) -> Query:
    parts = [(Occur.Must, each) for each in (query, *filters)]
    return query if len(parts) == 1 else Query.boolean_query(parts)
