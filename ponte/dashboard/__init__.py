"""What is due from a member, and what became of what they sent."""
