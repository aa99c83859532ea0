"""Fetching URLs that a person or a service names, without reaching private addresses."""
