"""Writing a practice and sending it on its way."""
