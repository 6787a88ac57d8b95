"""Policy instruments: programmes, strategies and laws by which authorities act in a territory."""
