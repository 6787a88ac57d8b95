"""A member's own data: to read, to take along, and to leave no trace of."""
