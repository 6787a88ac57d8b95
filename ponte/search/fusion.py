"""One order out of two: by words and by meaning.

A record's score is by how many standard deviations it stands out in meaning from the others of
its kind, and on top what its words are worth: the share that it has of the weight of the
query's words (by inverse document frequency). A record with a single one of many words, which
is noise, gains next to nothing by it, whatever its place in the list by words; one that has
them all stands above nearly every other.

Why not by ranks: see docs/reference/benchmarks.md.
"""

# What having all words of a query is worth, in standard deviations of meaning. Between 2 and 8 the
# first hits are nearly as good on four judged sets: see docs/reference/benchmarks.md.
WORDS = 4.0
# The share that a record must have for its words alone to make it a match. For the order any gate
# up to 0.5 is as good (same page).
GATE = 0.34
# The share that a word counts for, if it is so rare that it is a name.
NAME = 0.5


def fused(prominence: float, share: float) -> float:
    """The score of a record that stands out so far and has so much of the words."""
    return prominence + WORDS * share
