"""How a practice is checked by experts: assignments, scores, agreement."""
