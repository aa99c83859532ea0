"""Matches and plays at any length, compared with Django's admin and Django REST framework."""
