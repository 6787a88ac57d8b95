"""Judging by stated criteria: rubrics, scores and what they add up to."""
