import hashlib

from django.db import models


class Account(models.Model):
    """One customer; its id is the `uid` of everything it owns."""

    name = models.CharField(max_length=100)
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    @staticmethod
    def digest(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()
