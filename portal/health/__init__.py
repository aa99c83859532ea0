"""What the portal says of its own health. A request reads what probes found; it asks nobody."""
