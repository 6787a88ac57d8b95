"""The canonical columns of a practice in a table: what the export writes and the import reads.

- Codes, never labels: regions by NUTS code, topics by code, projects by slug.
- Several values in one cell are joined by ";".
- A month is "YYYY-MM", a year "YYYY", a day "YYYY-MM-DD", a moment ISO 8601 with its offset.
- Yes or no is "yes" or "no"; an empty cell means that the record does not know.
"""

LIST_SEPARATOR = ";"
YES = "yes"
NO = "no"

PUBLIC_COLUMNS = (
    "external_id",
    "source",
    "slug",
    "title",
    "short_summary",
    "language",
    "state",
    "institution_name",
    "institution_region",
    "institution_city",
    "region",
    "nuts_version",
    "city",
    "scope",
    "latitude",
    "longitude",
    "topics",
    "keywords",
    "project",
    "detailed_information",
    "resources_needed",
    "start",
    "end",
    "ongoing",
    "evidence_of_success",
    "challenges_encountered",
    "potential_for_learning_or_transfer",
    "further_information",
    "public_intervention",
    "inspired_public_policy",
    "outside_partnership_justification",
    "published_at",
)

# Only for those who may see the expert's word.
STAFF_COLUMNS = ("expert_opinion", "expert_opinion_date", "counts_for_indicator")

COLUMNS = (*PUBLIC_COLUMNS, *STAFF_COLUMNS)
