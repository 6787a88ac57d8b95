"""A member's own pages: what is due from them and what became of what they sent."""
