"""NUTS regions: codes, names, outlines and the map.

Every code keeps the NUTS version it belongs to.
"""
