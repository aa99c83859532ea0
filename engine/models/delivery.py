from django.db import models
from django.db.models import Q

from engine.models.account import Account


class Delivery(models.Model):
    """One callback to be sent, with every attempt at it."""

    WAITING, DELIVERED, ABANDONED = "waiting", "delivered", "abandoned"

    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    container_id_sent = models.BigIntegerField()
    file_uuid = models.UUIDField(db_index=True)
    url = models.CharField(max_length=2000)
    body = models.TextField()
    state = models.CharField(max_length=10, default=WAITING)
    attempts = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="delivery_due", condition=Q(due_at__isnull=False))
        ]


class DeliveryAttempt(models.Model):
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    milliseconds = models.IntegerField()
    status = models.SmallIntegerField(null=True)
    error = models.CharField(max_length=500, default="")
