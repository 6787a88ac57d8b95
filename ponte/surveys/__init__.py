"""Surveys that editors make: pages that ask until a day; answers are read in the back office."""
