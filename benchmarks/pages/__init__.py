"""The pages over HTTP, compared with Django's admin on the same table."""
