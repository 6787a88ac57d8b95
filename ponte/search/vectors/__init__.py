"""What records mean, as vectors: kept in the database, searched in memory.

`keeping` follows the index: which records have a vector, and what they are filtered by.
`embedding` makes the vectors that are missing. `space` is where a process searches them.
`asked` turns the text of a query into a vector, in time or not at all; `nearest` finds the
records near to it.
"""
