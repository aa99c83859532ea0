"""A page of a very long list, compared with Django's admin and Django REST framework."""
