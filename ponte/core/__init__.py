"""Shared ground: base model fields, forms, tables in and out, the server.

Knows nothing of the domain; every other app may lean on it.
"""
