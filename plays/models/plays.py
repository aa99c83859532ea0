"""Plays: stretches of recordings in which one piece was heard."""

from typing import Any

from django.db import models

from core.mirror.models import LongList
from plays.models.recordings import Station
from scanning.models import Container, ScannedFile


class PlayQuerySet(models.QuerySet["Play"]):
    # The search index knows rows by container: these are of several.
    scope_key: int | None = None

    def of_recording(self, file_id: Any) -> "PlayQuerySet":
        """In the order of time."""
        return self.filter(file=file_id).order_by("number")


class Play(models.Model):
    """Folded matches (`plays.folding`). Made anew whenever the results or the rule change.

    `number` counts the plays of a recording in the order of time, from 1 on. `begin` and `end` are
    seconds into the recording, `played` those of them in which the piece was matched. `heard_at` is
    when it was on air where the recording's begin is known (`is_on_air`), else counted from when
    the recording was sent. The facts of the piece are those of the match in front, each that it
    lacks from the next match of the same piece. `score` is the segment's, else the match's.
    """

    file = models.ForeignKey(
        ScannedFile,
        db_constraint=False,
        db_index=False,
        on_delete=models.DO_NOTHING,
        related_name="plays",
    )
    container = models.ForeignKey(
        Container,
        db_constraint=False,
        db_index=False,
        on_delete=models.DO_NOTHING,
        related_name="+",
    )
    station = models.ForeignKey(
        Station,
        null=True,
        db_constraint=False,
        db_index=False,
        on_delete=models.DO_NOTHING,
        related_name="+",
    )
    number = models.IntegerField()
    begin = models.FloatField()
    end = models.FloatField()
    played = models.FloatField()
    heard_at = models.DateTimeField()
    is_on_air = models.BooleanField()
    section = models.CharField(max_length=40)
    piece = models.BigIntegerField()
    title = models.TextField()
    artists = models.TextField()
    album = models.TextField()
    label = models.TextField()
    isrc = models.CharField(max_length=12)
    upc = models.TextField()
    acr_id = models.TextField()
    bucket_id = models.BigIntegerField(null=True)
    score = models.FloatField(null=True)
    segment_score = models.FloatField(null=True)
    match_score = models.FloatField(null=True)
    alternates = models.IntegerField(help_text="Other pieces that match the same stretch")
    rule = models.CharField(max_length=20)

    long_list = LongList(
        "container_id",
        searched=("title", "artists", "label", "isrc", "upc"),
        is_tallied=False,
    )
    objects = PlayQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "acr_play"
        ordering = ["-heard_at", "-id"]
        indexes = [
            models.Index(fields=["file", "number"], name="acr_play_file"),
            models.Index(fields=["-heard_at", "-id"], name="acr_play_heard"),
            models.Index(fields=["container", "-heard_at", "-id"], name="acr_play_container"),
            models.Index(
                fields=["station", "-heard_at", "-id"],
                condition=models.Q(station__isnull=False),
                name="acr_play_station",
            ),
            models.Index(fields=["piece", "-heard_at", "-id"], name="acr_play_piece"),
            models.Index(fields=["section", "-heard_at", "-id"], name="acr_play_section"),
            models.Index(fields=["artists", "-heard_at", "-id"], name="acr_play_artists"),
            models.Index(fields=["label", "-heard_at", "-id"], name="acr_play_label"),
            models.Index(fields=["isrc"], condition=~models.Q(isrc=""), name="acr_play_isrc"),
            models.Index(fields=["upc"], condition=~models.Q(upc=""), name="acr_play_upc"),
            models.Index(fields=["acr_id"], condition=~models.Q(acr_id=""), name="acr_play_acr_id"),
            models.Index(
                fields=["bucket_id", "-heard_at", "-id"],
                condition=models.Q(bucket_id__isnull=False),
                name="acr_play_bucket",
            ),
        ]

    def __str__(self) -> str:
        return self.title
