"""What changed: improvements of policy instruments that were claimed, attested and confirmed."""
