"""News of the platform and of projects, by topic and region, and feeds of them."""
