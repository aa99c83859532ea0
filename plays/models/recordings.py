"""What the portal knows of recordings and the remote doesn't. It outlives rebuilds and rescans."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone


def check_zone(name: str) -> None:
    """Raises ValidationError for what isn't the name of a zone."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationError(f"{name} is no time zone: it is named like Europe/Zurich.") from error


class Station(models.Model):
    """A broadcaster, a channel or a venue whose programme is recorded. `code` is in file names."""

    name = models.CharField(max_length=100, unique=True)
    code = models.CharField(max_length=40, unique=True)
    zone = models.CharField("time zone", max_length=60, default="UTC", validators=[check_zone])
    note = models.TextField(blank=True, default="")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone_info(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.zone)


class OnAirSource(models.TextChoices):
    FORM = "form", "Upload form"
    REST = "rest", "REST"
    PAGE = "page", "Recording's page"
    NAME = "name", "File name"
    TABLE = "table", "CSV"


class Recording(models.Model):
    """A scanned file as a stretch of a station's programme, and the state of its plays.

    The first part are facts that people or services gave. `scan`, `rule` and `digest` tell from
    which results and by which rule its plays were made, and what they are. `change` orders the
    feed of changes; empty until the feed has given it a number (`plays.feed`).
    """

    file_id = models.UUIDField(primary_key=True)
    container_id = models.BigIntegerField(db_index=True)
    station = models.ForeignKey(
        Station, null=True, blank=True, on_delete=models.PROTECT, related_name="recordings"
    )
    begins_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=10, choices=OnAirSource, blank=True, default="")
    set_by = models.CharField(max_length=255, blank=True, default="")
    set_at = models.DateTimeField(null=True, blank=True)

    scan = models.IntegerField(default=0)
    rule = models.CharField(max_length=20, blank=True, default="")
    plays = models.IntegerField(default=0)
    top_title = models.TextField(blank=True, default="", help_text="What was played longest")
    covered = models.FloatField(default=0.0, help_text="Seconds in which something was played")
    has_own = models.BooleanField(default=False, help_text="Something of the own catalogue")
    digest = models.CharField(max_length=32, blank=True, default="")
    changed_at = models.DateTimeField(null=True)
    change = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["file_id"]
        indexes = [
            models.Index(fields=["change"], name="plays_recording_change"),
            models.Index(fields=["station", "begins_at"], name="plays_recording_on_air"),
            models.Index(fields=["container_id", "has_own"], name="plays_recording_own"),
        ]

    def __str__(self) -> str:
        return str(self.file_id)


class NamePattern(models.Model):
    """How the names of a container's recordings say when and where they were on air.

    `station` is of all of them where the pattern names none. Times are of the station's zone,
    unless `is_utc`.
    """

    container_id = models.BigIntegerField(primary_key=True)
    pattern = models.CharField(max_length=200)
    station = models.ForeignKey(
        Station, null=True, blank=True, on_delete=models.PROTECT, related_name="name_patterns"
    )
    is_utc = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.pattern


class PlaysState(models.Model):
    """One row: the rule by which all plays were made, and the last number the feed has given."""

    KEY = 1

    made_by = models.CharField(max_length=20, blank=True, default="")
    last_change = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "plays state"

    def __str__(self) -> str:
        return self.made_by or "not made yet"
