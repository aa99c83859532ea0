import uuid

from django.db import models
from django.db.models import Q

from engine.models.account import Account
from engine.models.container import Container

PROCESSING, READY, NO_RESULTS, UNREADABLE, NOT_SCANNED = 0, 1, -1, -2, -3
STATES = (PROCESSING, READY, NO_RESULTS, UNREADABLE, NOT_SCANNED)


class ScannedFile(models.Model):
    """One file sent to a container. `due_at` is the queue, as with bucket files."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False)
    container = models.ForeignKey(Container, on_delete=models.PROTECT, db_index=False)
    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    name = models.CharField(max_length=1000)
    uri = models.CharField(max_length=2100)
    url = models.CharField(max_length=2000, default="")
    data_type = models.CharField(max_length=20)
    engine = models.SmallIntegerField()
    state = models.SmallIntegerField(default=PROCESSING)
    error = models.CharField(max_length=500, default="")
    duration = models.FloatField(default=0)
    music_detected = models.SmallIntegerField(default=0)
    stored = models.CharField(max_length=100, default="")
    size_bytes = models.BigIntegerField(default=0)
    attempts = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["container", "id"], name="scan_container_id"),
            models.Index(fields=["container", "state", "id"], name="scan_container_state"),
            models.Index(fields=["due_at"], name="scan_due", condition=Q(due_at__isnull=False)),
        ]


class ScanResult(models.Model):
    """The results of one scanned file, apart from it: they are large and rarely listed."""

    file = models.OneToOneField(ScannedFile, on_delete=models.CASCADE, primary_key=True)
    results = models.TextField()


class PresignedUpload(models.Model):
    """A place where a client may PUT one file before naming it by its key."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    container = models.ForeignKey(Container, on_delete=models.CASCADE)
    key = models.CharField(max_length=400, unique=True)
    signature = models.CharField(max_length=64)
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=255)
    stored = models.CharField(max_length=100, default="")
    size_bytes = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField()
