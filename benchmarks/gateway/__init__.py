"""The gateway over HTTP, compared with Django REST framework on the same table."""
