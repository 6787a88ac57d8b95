"""Records out of the tables that people have, whatever kind they are of.

`mapping` says which column of a file is what of a `Target`, `rows` turns cells into values,
`checks` asks the model's own rules, `report` tells what is wrong. An app says what its
columns are and writes the records.
"""
