"""Idempotency keys, with the answers that they stand for."""

from django.db import models
from django.db.models.functions import Now

from core.accounts.models import ServiceToken


class IdempotencyKey(models.Model):
    """A key that a client sent with a request, and the answer once there is one.

    `fingerprint` is a digest of the request's method, address and body. Whoever works on it holds
    `claim` until `lease_until`. The body is encrypted, as it may hold secrets.
    """

    token = models.ForeignKey(ServiceToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    claim = models.CharField(max_length=32)
    lease_until = models.DateTimeField()
    begun_at = models.DateTimeField(db_default=Now(), db_index=True)
    made = models.CharField(max_length=64, blank=True, help_text="Such as buckets 24")

    status = models.PositiveSmallIntegerField(null=True, help_text="None while there is no answer")
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    shows_secrets = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="idempotency_one_key_a_token")
        ]

    def __str__(self) -> str:
        return self.key
