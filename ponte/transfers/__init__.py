"""A practice on its way to another region: could it work there, who plans it, what came of it."""
