"""The canonical columns of a project in a table: what the export writes and the import reads.

- Codes, never labels: regions by NUTS code, topics by code, the programme by its address.
- Several values in one cell are joined by ";".
- A day is "YYYY-MM-DD", money is in euro with a point: "1234567.89".
- An empty cell means that the record does not know.
"""

COLUMNS = (
    "external_id",
    "source",
    "slug",
    "acronym",
    "title",
    "summary",
    "language",
    "programme",
    "programme_name",
    "cci",
    "period",
    "call",
    "fund",
    "state",
    "topics",
    "themes",
    "regions",
    "objective",
    "issue_addressed",
    "start",
    "follow_up_from",
    "end",
    "total_budget",
    "erdf",
    "partner_count",
    "lead_partner",
    "partners",
    "website",
)
