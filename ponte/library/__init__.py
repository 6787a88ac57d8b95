"""Policy solutions: what the programme learned, as briefs, recordings, conclusions and articles."""
