"""Members: the people who use this installation."""
