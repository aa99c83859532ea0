"""Mirror models of file-scanning containers, their files and the results.

Source: docs.acrcloud.com, Console API, File Scanning.
"""

from django.db import models

from buckets.models import Bucket
from core.mirror.models import LongList, MirrorQuerySet, MirrorRow, StampedQuerySet


class ScanEngine(models.IntegerChoices):
    FINGERPRINTING = 1, "Audio fingerprinting"
    COVER_SONGS = 2, "Cover songs"
    FINGERPRINTING_AND_COVERS = 3, "Fingerprinting and cover songs"
    SPEECH_TO_TEXT = 4, "Speech to text"
    AI_MUSIC = 5, "AI-music detection"


class ScanState(models.IntegerChoices):
    PROCESSING = 0, "Processing"
    READY = 1, "Ready"
    NO_RESULT = -1, "No result"
    ERROR = -2, "Error"
    FAILED = -3, "Failed"


class ContainerQuerySet(MirrorQuerySet["Container"]):
    pass


class Container(MirrorRow):
    """https://docs.acrcloud.com/reference/console-api/file-scanning"""

    id = models.BigIntegerField(primary_key=True)
    name = models.TextField()
    region = models.CharField(max_length=40)
    audio_type = models.CharField(max_length=20, default="", blank=True)
    engine = models.IntegerField(null=True)
    policy_type = models.CharField(max_length=20, default="", blank=True)
    num = models.BigIntegerField(default=0, verbose_name="files")
    size = models.BigIntegerField(default=0, help_text="Seconds of audio")
    created_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)

    objects = ContainerQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "acr_container"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class ContainerBucket(models.Model):
    """A bucket in which a container's files are looked up."""

    pk = models.CompositePrimaryKey("container_id", "bucket_id")
    container = models.ForeignKey(
        Container,
        db_constraint=False,
        db_index=False,
        on_delete=models.DO_NOTHING,
        related_name="bucket_links",
    )
    bucket = models.ForeignKey(
        Bucket, db_constraint=False, on_delete=models.DO_NOTHING, related_name="container_links"
    )

    class Meta:
        managed = False
        db_table = "acr_container_bucket"

    def __str__(self) -> str:
        return f"{self.container_id} → {self.bucket_id}"


class ScannedFileQuerySet(MirrorQuerySet["ScannedFile"]):
    def in_container(self, container_id: int) -> "ScannedFileQuerySet":
        return self.of_scope("container_id", container_id)

    def processing(self) -> "ScannedFileQuerySet":
        return self.live().filter(state=ScanState.PROCESSING)


class ScannedFile(MirrorRow):
    """https://docs.acrcloud.com/reference/console-api/file-scanning/fsfiles"""

    id = models.UUIDField(primary_key=True)
    container = models.ForeignKey(
        Container,
        db_constraint=False,
        db_index=False,
        on_delete=models.DO_NOTHING,
        related_name="files",
    )
    name = models.TextField()
    uri = models.TextField(default="", blank=True)
    data_type = models.CharField(max_length=40, default="", blank=True)
    duration = models.FloatField(null=True, help_text="Seconds")
    engine = models.IntegerField(null=True)
    state = models.IntegerField()
    music_detected = models.IntegerField(default=0)
    created_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)

    long_list = LongList("container_id", searched=("name", "uri"))
    objects = ScannedFileQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "acr_scanned_file"
        ordering = ["-created_at", "-id"]
        indexes = [
            # With `gone_at`, a jump into the list reads only this index.
            models.Index(
                fields=["container", "-created_at", "-id", "gone_at"], name="acr_scanned_newest"
            ),
            # For the search across all containers.
            models.Index(fields=["-created_at", "-id"], name="acr_scanned_recent"),
            models.Index(fields=["container", "name", "id"], name="acr_scanned_name"),
            models.Index(fields=["id"], condition=models.Q(state=0), name="acr_scanned_processing"),
            models.Index(
                fields=["container", "state", "-created_at", "-id"],
                condition=models.Q(gone_at=None),
                name="acr_scanned_state",
            ),
            models.Index(
                fields=["container"],
                condition=models.Q(gone_at__isnull=False),
                name="acr_scanned_gone",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.id)


class ScanResultQuerySet(StampedQuerySet["ScanResult"]):
    pass


class ScanResult(models.Model):
    """The `results` of one scanned file, fetched by id when its state or `updated_at` moves."""

    file = models.OneToOneField(
        ScannedFile,
        primary_key=True,
        db_constraint=False,
        on_delete=models.DO_NOTHING,
        related_name="result",
    )
    payload = models.TextField()
    row_hash = models.CharField(max_length=32)
    fetched_at = models.DateTimeField()
    matches = models.IntegerField(default=0)

    objects = ScanResultQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "acr_scan_result"

    def __str__(self) -> str:
        return f"{self.matches} matches"
