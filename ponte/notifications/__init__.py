"""Telling members what happened: in the site, at once or in a digest."""
