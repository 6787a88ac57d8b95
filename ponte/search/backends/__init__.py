"""Engines behind the facade. Nothing outside ponte.search imports them."""
