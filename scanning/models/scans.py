"""The scans of a recording: the one whose results stand, and those before it."""

import zlib
from typing import Any

import orjson
from django.db import models


class Scan(models.Model):
    """One scan that has ended, with its results as they came, compressed.

    `updated_at` is what the remote said when it had ended, `read_at` when the request was made
    whose reply brought it. The settings are the container's at that time; `buckets` the names and
    numbers of files of the buckets it looked in. `delivery_id` is the callback that brought it,
    None where the portal asked by itself.
    """

    file_id = models.UUIDField()
    container_id = models.BigIntegerField()
    number = models.PositiveIntegerField(help_text="1 for the first that the portal has seen")
    state = models.IntegerField()
    updated_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField()
    engine = models.IntegerField(null=True)
    policy_type = models.CharField(max_length=20, blank=True, default="")
    buckets = models.JSONField(default=list)
    delivery_id = models.BigIntegerField(null=True)
    row_hash = models.CharField(max_length=32, blank=True, default="")
    content = models.BinaryField(default=b"", help_text="The results: JSON, compressed by zlib")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file_id", "number"], name="scanning_scan_number"),
        ]

    def __str__(self) -> str:
        return f"scan {self.number}"

    @property
    def results(self) -> Any:
        """The results as the remote sent them; None for a scan that found nothing."""
        return orjson.loads(zlib.decompress(self.content)) if self.content else None
