from django.db import models
from django.db.models import Q

from engine.models.account import Account
from engine.models.bucket import Bucket

PROCESSING, READY, FAILED = 0, 1, -1
STATES = (PROCESSING, READY, FAILED)


class AudioFile(models.Model):
    """One reference in a bucket.

    `due_at` is the queue: set while there is work to do, pushed ahead by whoever claims it.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False)
    bucket = models.ForeignKey(Bucket, on_delete=models.PROTECT, db_index=False)
    acr_id = models.CharField(max_length=32)
    title = models.CharField(max_length=1000)
    audio_id = models.CharField(max_length=255, default="")
    data_type = models.CharField(max_length=20)
    state = models.SmallIntegerField(default=PROCESSING)
    error = models.CharField(max_length=500, default="")
    duration = models.FloatField(default=0)
    name = models.CharField(max_length=1000, default="")
    url = models.CharField(max_length=2000, default="")
    stored = models.CharField(max_length=100, default="")
    size_bytes = models.BigIntegerField(default=0)
    attempts = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    # JSON as text: the order of its keys is the customer's.
    user_defined = models.TextField(default="{}")
    # What the catalogue knows of a track (artist, album, label, isrc, genre, year).
    catalogue = models.TextField(default="{}")

    class Meta:
        indexes = [
            models.Index(fields=["bucket", "id"], name="file_bucket_id"),
            models.Index(fields=["bucket", "state", "id"], name="file_bucket_state"),
            models.Index(fields=["due_at"], name="file_due", condition=Q(due_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["acr_id", "bucket"], name="file_acr_id_in_bucket"),
        ]
