"""Ponte: where Europe's regions learn policy from each other."""
