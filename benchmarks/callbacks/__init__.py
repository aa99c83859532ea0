"""Callbacks over HTTP, compared with a view that inserts one row and does nothing else."""
