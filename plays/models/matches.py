"""Matches as rows: what the latest scan of a recording, or an identification, has found."""

from django.db import models

from scanning.models import Container, ScannedFile


class Match(models.Model):
    """One entry of one section of the results.

    All times are seconds. `section` and `position` say where in the payload the entry stands, which
    holds what has no column here. `isrc` is normalized, and empty where `isrc_sent` is none.
    `segment_score` is beside the match, `match_score` inside it. `piece` is the number of the piece
    (`plays.pieces`); `play` the number of the play in its recording that the match belongs to, and
    `place` its place there: 0 is in front. A match of an identification has no recording.
    """

    file = models.ForeignKey(
        ScannedFile,
        null=True,
        db_constraint=False,
        db_index=False,
        on_delete=models.DO_NOTHING,
        related_name="+",
    )
    container = models.ForeignKey(
        Container,
        null=True,
        db_constraint=False,
        db_index=False,
        on_delete=models.DO_NOTHING,
        related_name="+",
    )
    identification_id = models.BigIntegerField(null=True)
    scan = models.IntegerField(help_text="The number of the scan")
    section = models.CharField(max_length=40)
    position = models.IntegerField()
    begin = models.FloatField()
    end = models.FloatField()
    played = models.FloatField()
    piece_begin = models.FloatField(null=True)
    piece_length = models.FloatField(null=True)
    title = models.TextField()
    artists = models.TextField()
    album = models.TextField()
    label = models.TextField()
    released = models.TextField()
    composers = models.TextField()
    isrc = models.CharField(max_length=12)
    isrc_sent = models.TextField()
    upc = models.TextField()
    iswc = models.TextField()
    acr_id = models.TextField()
    bucket_id = models.BigIntegerField(null=True)
    audio_id = models.TextField()
    engine_type = models.TextField()
    segment_score = models.FloatField(null=True)
    match_score = models.FloatField(null=True)
    time_skew = models.FloatField(null=True)
    frequency_skew = models.FloatField(null=True)
    piece = models.BigIntegerField(null=True)
    play = models.IntegerField(null=True)
    place = models.IntegerField(null=True)

    class Meta:
        managed = False
        db_table = "acr_match"
        ordering = ["-id"]
        verbose_name_plural = "matches"
        indexes = [
            models.Index(fields=["file"], name="acr_match_file"),
            models.Index(fields=["piece", "id"], name="acr_match_piece"),
            models.Index(
                fields=["identification_id"],
                condition=models.Q(identification_id__isnull=False),
                name="acr_match_identification",
            ),
        ]

    def __str__(self) -> str:
        return self.title
