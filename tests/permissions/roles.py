"""The columns of the table."""

# `author` wrote the practices, with `co_author`; `colleague` is of the author's organisation;
# the expert is asked to review; partner, web admin and lead partner are of the project.
ROLES = (
    "visitor",
    "member",
    "author",
    "co_author",
    "colleague",
    "partner",
    "web_admin",
    "lead_partner",
    "contact_point",
    "controller",
    "expert",
    "secretariat",
    "committee",
    "administrator",
)
