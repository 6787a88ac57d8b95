"""Action plans that improve a policy instrument: written together, endorsed, monitored."""
