"""The demonstration: real practices and one real project, loaded once, removable."""
