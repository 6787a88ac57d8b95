"""Projects out of the tables that people have.

`rows` turns cells into a candidate, `run` matches candidates with what is there and writes,
a few hundred at a time. docs/guide/projects.md describes it for those who import.
"""
