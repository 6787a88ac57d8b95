"""Where a region stands among the others: its figures in words, places and drawings."""

from ponte.regions.standing.wording import flag_text, number

__all__ = ["flag_text", "number"]
