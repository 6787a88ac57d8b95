"""Regions and practices for maps: OGC API – Features.

Parts 1 (Core, GeoJSON, HTML, OpenAPI 3.0) and 2 (coordinate reference systems by
reference), read only.
"""
