"""Health checks. Probes run them in the background; a request only reads the last results."""
