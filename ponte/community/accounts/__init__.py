"""Signing up and signing in: what we add to django-allauth, and where we differ from it."""
