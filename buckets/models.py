"""Buckets and their audio files, as the remote has them.

Source: docs.acrcloud.com, Console API, Buckets and Audio Files.
"""

from django.db import models

from core.mirror.models import LongList, MirrorQuerySet, MirrorRow


class BucketType(models.TextChoices):
    FILE = "File", "Audio files"
    LIVE = "Live", "Live channels"
    LIVE_REC = "LiveRec", "Recorded channels"
    LIVE_TIMESHIFT = "LiveTimeshift", "Time-shifted channels"
    CATALOGUE = "ACRCloudFile", "ACRCloud catalogue"


class FileState(models.IntegerChoices):
    PROCESSING = 0, "Processing"
    READY = 1, "Ready"
    ERROR = -1, "Error"


LIVE_TYPES = (BucketType.LIVE, BucketType.LIVE_REC, BucketType.LIVE_TIMESHIFT)


class BucketQuerySet(MirrorQuerySet["Bucket"]):
    def holding_files(self) -> "BucketQuerySet":
        """Buckets of the account's own audio files: not the provider's catalogue."""
        return self.live().filter(type=BucketType.FILE)

    def holding_channels(self) -> "BucketQuerySet":
        """Buckets of live channels, recorded or shifted in time or not."""
        return self.live().filter(type__in=LIVE_TYPES)


class Bucket(MirrorRow):
    """https://docs.acrcloud.com/reference/console-api/buckets"""

    id = models.BigIntegerField(primary_key=True)
    name = models.TextField()
    type = models.CharField(max_length=40)
    region = models.CharField(max_length=40)
    state = models.IntegerField(null=True)
    num = models.BigIntegerField(default=0, verbose_name="files")
    size = models.BigIntegerField(default=0, help_text="Seconds of audio")
    created_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)

    objects = BucketQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "acr_bucket"
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["name", "id"], name="acr_bucket_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_catalogue(self) -> bool:
        """Whether it is the provider's own: its files can be read, and are not the account's."""
        return self.type == BucketType.CATALOGUE

    @property
    def holds_files(self) -> bool:
        """Whether the mirror holds the list of its files."""
        return self.type == BucketType.FILE

    @property
    def holds_channels(self) -> bool:
        """Whether the mirror holds the list of its channels."""
        return self.type in LIVE_TYPES


class AudioFileQuerySet(MirrorQuerySet["AudioFile"]):
    def in_bucket(self, bucket_id: int) -> "AudioFileQuerySet":
        return self.of_scope("bucket_id", bucket_id)

    def processing(self) -> "AudioFileQuerySet":
        return self.live().filter(state=FileState.PROCESSING)


class AudioFile(MirrorRow):
    """https://docs.acrcloud.com/reference/console-api/buckets/audio-files"""

    id = models.BigIntegerField(primary_key=True)
    bucket = models.ForeignKey(
        Bucket,
        db_constraint=False,
        db_index=False,
        on_delete=models.DO_NOTHING,
        related_name="files",
    )
    acr_id = models.CharField(max_length=64)
    title = models.TextField()
    state = models.IntegerField()
    duration = models.FloatField(null=True, help_text="Seconds")
    audio_id = models.CharField(max_length=255, default="", blank=True)
    created_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)

    long_list = LongList("bucket_id", searched=("title", "audio_id"))
    objects = AudioFileQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "acr_audio_file"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["bucket", "id"], name="acr_audio_file_bucket"),
            # A jump into the list reads nothing but this: for SQLite, only with `gone_at` in it.
            models.Index(
                fields=["bucket", "id", "gone_at"],
                condition=models.Q(gone_at=None),
                name="acr_audio_file_live",
            ),
            models.Index(fields=["bucket", "title", "id"], name="acr_audio_file_title"),
            models.Index(
                fields=["id"], condition=models.Q(state=0), name="acr_audio_file_processing"
            ),
            models.Index(fields=["acr_id"], name="acr_audio_file_acr_id"),
            models.Index(
                fields=["bucket", "state", "id"],
                condition=models.Q(gone_at=None),
                name="acr_audio_file_state",
            ),
            models.Index(
                fields=["bucket", "duration", "id"],
                condition=models.Q(gone_at=None),
                name="acr_audio_file_duration",
            ),
            models.Index(
                fields=["bucket"],
                condition=models.Q(gone_at__isnull=False),
                name="acr_audio_file_gone",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"File {self.id}"


class LiveChannelQuerySet(MirrorQuerySet["LiveChannel"]):
    def in_bucket(self, bucket_id: int) -> "LiveChannelQuerySet":
        return self.filter(bucket_id=bucket_id)


class LiveChannel(MirrorRow):
    """https://docs.acrcloud.com/reference/console-api/buckets/live-channels"""

    id = models.BigIntegerField(primary_key=True)
    bucket = models.ForeignKey(
        Bucket,
        db_constraint=False,
        db_index=False,
        on_delete=models.DO_NOTHING,
        related_name="channels",
    )
    title = models.TextField()
    record = models.BooleanField(default=False)
    timeshift = models.BooleanField(default=False)
    created_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)

    objects = LiveChannelQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "acr_live_channel"
        ordering = ["title", "id"]
        indexes = [models.Index(fields=["bucket", "title", "id"], name="acr_live_channel_title")]

    def __str__(self) -> str:
        return self.title
