"""How strong a practice's evidence is, how good its record, how fresh: rules without a database."""
