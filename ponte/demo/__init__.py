"""The demonstration: real practices, one real project and figures about regions."""
