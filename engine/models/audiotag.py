from django.db import models
from django.db.models import Q


class AudioTagKey(models.Model):
    """An AudioTag API key and what was counted on it."""

    digest = models.CharField(max_length=64, unique=True)
    active = models.BooleanField(default=True)
    expires_at = models.DateTimeField()
    queries_count = models.IntegerField(default=0)
    uploaded_duration_sec = models.FloatField(default=0)
    uploaded_size_bytes = models.BigIntegerField(default=0)
    credits_spent = models.IntegerField(default=0)
    credit_balance = models.IntegerField(default=0)
    free_seconds = models.FloatField(default=0)


class AudioTagJob(models.Model):
    """One recognition asked of AudioTag; good for five minutes."""

    key = models.ForeignKey(AudioTagKey, on_delete=models.CASCADE)
    token = models.CharField(max_length=32, unique=True)
    stored = models.CharField(max_length=100)
    start_time = models.FloatField()
    time_len = models.FloatField()
    # "wait", "found", "not found" or "error", as get_result says them.
    result = models.CharField(max_length=10, default="wait")
    error = models.CharField(max_length=200, default="")
    data = models.TextField(default="[]")
    attempts = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="audiotag_due", condition=Q(due_at__isnull=False))
        ]
