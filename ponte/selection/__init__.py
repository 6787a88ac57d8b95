"""Which practices a project takes on: regions score each other's, the project decides."""
