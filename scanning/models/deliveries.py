"""Callbacks as they arrived, and the addresses they were sent to."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from core.jobs.models import MAX_WAIT


class CallbackAddressQuerySet(models.QuerySet["CallbackAddress"]):
    def accepting(self, now: datetime | None = None) -> "CallbackAddressQuerySet":
        """Not retired yet."""
        return self.filter(Q(retired_at=None) | Q(retired_at__gt=now or timezone.now()))


class CallbackAddress(models.Model):
    """A secret path under /hooks/fs/, of which only the hash is stored.

    `container_id` is the container whose callbacks go there; without one, any of the account's.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    container_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    made_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(
        null=True, blank=True, help_text="From then on it is refused; in between both are taken"
    )

    objects = CallbackAddressQuerySet.as_manager()

    class Meta:
        db_table = "scanning_callback_address"
        ordering = ["-id"]
        verbose_name_plural = "callback addresses"

    def __str__(self) -> str:
        return f"callback address {self.pk}"


class DeliveryState(models.TextChoices):
    STORED = "stored", "Pending"
    APPLIED = "applied", "Applied"
    DUPLICATE = "duplicate", "Duplicate"
    UNMATCHED = "unmatched", "Unmatched"
    QUARANTINED = "quarantined", "Quarantined"
    FAILED = "failed", "Failed"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def pending(self) -> "DeliveryQuerySet":
        return self.filter(state=DeliveryState.STORED)

    def of_file(self, file_id: UUID) -> "DeliveryQuerySet":
        return self.filter(file_id=file_id)

    def replayable(self) -> "DeliveryQuerySet":
        """Settled and naming a file: without one there is nothing to fetch."""
        return self.exclude(file_id=None).exclude(state=DeliveryState.STORED)

    def due(self) -> "DeliveryQuerySet":
        """Not to be tried later. A moment further off than any wait is another clock's."""
        return self.filter(Q(due_at=None) | Q(due_at__lte=Now()) | Q(due_at__gt=Now() + MAX_WAIT))


class Delivery(models.Model):
    """One callback as it arrived, and what became of it: `body` is what came, never trusted.

    `due_at` is when it is tried again. `fetched_at` is when the request was made whose reply
    settled it, as in mirror rows.
    """

    received_at = models.DateTimeField(default=timezone.now)
    address = models.ForeignKey(
        CallbackAddress, on_delete=models.PROTECT, related_name="deliveries"
    )
    body_hash = models.CharField(max_length=64)
    headers = models.JSONField(default=dict)
    sender = models.CharField(max_length=45, blank=True, default="")
    file_id = models.UUIDField(null=True, blank=True)
    container_id = models.BigIntegerField(null=True, blank=True)
    remote_state = models.IntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=DeliveryState, default=DeliveryState.STORED)
    why = models.CharField(max_length=200, blank=True, default="")
    due_at = models.DateTimeField(null=True, blank=True)
    replayed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    repeats = models.PositiveIntegerField(default=0)
    repeat_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        db_table = "scanning_delivery"
        ordering = ["-id"]
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["state", "-id"], name="scanning_delivery_state"),
            models.Index(fields=["file_id", "body_hash"], name="scanning_delivery_file"),
            models.Index(fields=["container_id", "-received_at"], name="scanning_delivery_cont"),
            models.Index(
                fields=["container_id", "id"],
                condition=Q(state="stored"),
                name="scanning_delivery_pending",
            ),
        ]

    def __str__(self) -> str:
        return f"callback {self.pk}"

    @property
    def is_replayable(self) -> bool:
        """As `DeliveryQuerySet.replayable`, for this delivery."""
        return self.file_id is not None and self.state != DeliveryState.STORED


class DeliveryBody(models.Model):
    """What came with a callback, byte for byte. Written once.

    In a table of its own: SQLite writes a row anew as a whole when one of its columns changes.
    """

    delivery = models.OneToOneField(
        Delivery, primary_key=True, on_delete=models.CASCADE, related_name="body"
    )
    content = models.BinaryField()

    class Meta:
        db_table = "scanning_delivery_body"
        verbose_name_plural = "delivery bodies"

    def __str__(self) -> str:
        return f"body of callback {self.pk}"


class DeliveryAttempt(models.Model):
    """One attempt to apply a delivery. `answer` says in a sentence what the remote replied."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(default=timezone.now)
    milliseconds = models.PositiveIntegerField()
    succeeded = models.BooleanField()
    answer = models.TextField()

    class Meta:
        db_table = "scanning_delivery_attempt"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.answer
