"""Faults on demand: what the test bench injects into requests, callbacks and recognition."""
