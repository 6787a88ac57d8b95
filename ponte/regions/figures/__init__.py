"""Figures about regions: read as Eurostat circulates them, carried to the present NUTS, saved.

`reading` and `carrying` are pure; `importing`, `crosswalk` and `shipped` save.
"""
