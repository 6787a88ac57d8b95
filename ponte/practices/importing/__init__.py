"""Practices out of the tables that people have.

`mapping` says which column is what, `rows` turns cells into a candidate, `checks` asks the
model's own rules, `run` matches candidates with what is there and writes.
docs/guide/import.md describes all of it for those who import.
"""
