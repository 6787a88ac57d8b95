"""Good practices: the records this platform exists for.

Described, searched, compared, cited, imported and exported here.
"""
