"""What keeps the log of consents from being changed: triggers in the database."""

from ponte.core.append_only import guard

CONSENTS = guard("newsletter_consent", "The log of consents is only added to.")
