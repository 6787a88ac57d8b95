"""The newsletter: who asked for it, its issues, and how they are sent and come back.

Subscribers need no account. What is kept of an address that left is a hash of it.
"""
