"""The monitor: an indicator on the map of Europe, in a table and in files.

`choosing` reads what the reader asks for, `board` puts together what is shown of it,
`picture` draws it as a file.
"""
