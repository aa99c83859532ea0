"""Base projects on the gateway."""
