"""Cooperation projects, in which practices are identified and exchanged."""
